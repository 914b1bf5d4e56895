// The upload page: many files at once, each with its own progress, reason and end.
import { dropped, pair, type Parcel } from "./files";
import { Refusal, send, statusOf, type CallState, type Status } from "./sending";

/** How many files are on the wire at a time. */
const AT_ONCE = 3;
const ASK_EVERY_MS = 1200;

const WORDS: Record<CallState, string> = {
  received: "Waiting for its turn",
  decoding: "Reading the sound",
  transcribing: "Transcribing",
  mining: "Finding moments",
  ready: "Ready",
  failed: "Failed",
};

class Row {
  readonly element = document.createElement("li");
  private readonly state = document.createElement("p");
  private readonly bar = document.createElement("progress");
  callId: string | null = null;
  duplicate = false;
  done = false;

  constructor(readonly parcel: Parcel) {
    this.element.className = "sent-file";
    const name = document.createElement("p");
    name.className = "sent-name";
    name.textContent = parcel.file.name;
    const size = document.createElement("span");
    size.className = "sub";
    size.textContent = `${megabytes(parcel.file.size)}${parcel.sidecar ? `, with ${parcel.sidecar.name}` : ""}`;
    name.append(size);
    this.state.className = "sent-state";
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Progress of ${parcel.file.name}`);
    this.element.append(name, this.state, this.bar);
    this.say("Waiting to be sent");
  }

  say(text: string, ...links: Node[]): void {
    this.state.replaceChildren(text, ...links.flatMap((link) => [" ", link]));
  }

  progress(share: number | null): void {
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
  }

  sending(share: number): void {
    this.progress(share);
    this.say(share < 1 ? `Sending, ${Math.floor(share * 100)} %` : "Sent, being stored");
  }

  show(status: Status): void {
    const finished = status.state === "ready" || status.state === "failed";
    if (finished) this.finish(status);
    else {
      this.progress(status.state === "received" ? null : status.progress);
      const share = status.state === "transcribing" ? `, ${Math.floor(status.progress * 100)} %` : "";
      this.say(`${this.duplicate ? "Here already. " : ""}${WORDS[status.state]}${share}`, this.link("Open the call"));
    }
  }

  private finish(status: Status): void {
    if (status.state === "failed") {
      const again = this.duplicate ? "This recording is here already. " : "";
      this.fail(`${again}${status.error?.message ?? "It could not be used."}`, null);
      return;
    }
    const said = this.duplicate ? "This recording is here already; nothing was added." : "Ready.";
    this.end("is-ready");
    this.say([said, ...status.warnings].join(" "), this.link("Open the call"));
  }

  fail(reason: string, again: (() => void) | null): void {
    this.end("is-failed");
    if (!again) {
      this.say(reason, ...(this.callId ? [this.link("Open the call")] : []));
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.textContent = "Try again";
    button.addEventListener("click", () => {
      this.done = false;
      this.element.classList.remove("is-failed");
      this.element.append(this.bar);
      again();
    });
    this.say(reason, button);
  }

  private end(look: "is-ready" | "is-failed"): void {
    this.done = true;
    this.element.classList.add(look);
    this.bar.remove();
  }

  private link(text: string): HTMLAnchorElement {
    const link = document.createElement("a");
    link.href = `/calls/${this.callId ?? ""}`;
    link.textContent = text;
    return link;
  }
}

class UploadPage {
  private readonly rows: Row[] = [];
  private readonly waiting: { row: Row; channels: string }[] = [];
  private sending = 0;
  private asking = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly list: HTMLElement,
  ) {}

  listen(): void {
    const picker = this.form.querySelector<HTMLInputElement>("input[type=file]");
    picker?.addEventListener("change", () => {
      this.add([...(picker.files ?? [])]);
      picker.value = "";
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    const place = this.form.querySelector<HTMLElement>("[data-drop]");
    // The whole page takes the drop: a file dropped beside the box must not replace the page.
    for (const name of ["dragenter", "dragover"] as const) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        place?.classList.add("is-over");
      });
    }
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) place?.classList.remove("is-over");
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      place?.classList.remove("is-over");
      if (event.dataTransfer) void dropped(event.dataTransfer).then((files) => this.add(files));
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.sending > 0 || this.waiting.length > 0) event.preventDefault();
    });
  }

  private add(files: File[]): void {
    const channels = new FormData(this.form).get("channels");
    for (const parcel of pair(files)) {
      const row = new Row(parcel);
      this.rows.push(row);
      this.list.append(row.element);
      this.waiting.push({ row, channels: typeof channels === "string" ? channels : "" });
    }
    document.querySelector("[data-sent-section]")?.removeAttribute("hidden");
    this.sum();
    this.next();
  }

  private next(): void {
    while (this.sending < AT_ONCE) {
      const item = this.waiting.shift();
      if (!item) return;
      this.sending++;
      void this.sendOne(item.row, item.channels).finally(() => {
        this.sending--;
        this.sum();
        this.next();
      });
    }
  }

  private async sendOne(row: Row, channels: string): Promise<void> {
    try {
      row.sending(0);
      const receipt = await send(row.parcel, channels, (share) => row.sending(share));
      row.callId = receipt.id;
      row.duplicate = receipt.duplicate;
      row.show(receipt);
      this.ask();
    } catch (error) {
      const again = error instanceof Refusal && !error.again ? null : (): void => this.again(row, channels);
      row.fail(error instanceof Error ? error.message : "It could not be sent.", again);
    }
  }

  private again(row: Row, channels: string): void {
    this.waiting.push({ row, channels });
    this.sum();
    this.next();
  }

  /** Follows every call that is not finished, one question at a time, until none is left. */
  private ask(): void {
    if (this.asking) return;
    this.asking = true;
    const round = async (): Promise<void> => {
      const open = this.rows.filter((row) => row.callId !== null && !row.done);
      for (const row of open) {
        try {
          row.show(await statusOf(row.callId ?? ""));
        } catch {
          row.say("Sent. The service cannot be reached at the moment; its work goes on.");
        }
      }
      this.sum();
      if (this.rows.some((row) => row.callId !== null && !row.done)) setTimeout(() => void round(), ASK_EVERY_MS);
      else this.asking = false;
    };
    setTimeout(() => void round(), ASK_EVERY_MS / 2);
  }

  private sum(): void {
    const place = document.querySelector("[data-summary]");
    const done = this.rows.filter((row) => row.done).length;
    const failed = this.rows.filter((row) => row.element.classList.contains("is-failed")).length;
    const text = `${done} of ${this.rows.length} done${failed > 0 ? `, ${failed} could not be used` : ""}`;
    if (place && place.textContent !== text) place.textContent = text;
  }
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const form = document.querySelector<HTMLFormElement>("form[data-upload]");
const list = document.querySelector<HTMLElement>("[data-sent]");
if (form && list) new UploadPage(form, list).listen();

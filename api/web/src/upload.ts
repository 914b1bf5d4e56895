// The upload page: many files at once, each with its own progress, reason and end.
import { dropped, isTranscript, isWorthTaking, pair } from "./files";
import { hashOf } from "./hashing";
import { knownCall, Refusal, Sending, sidecarText, statusOf, type KnownCall } from "./sending";
import { Left } from "./upload_left";
import { Row } from "./upload_row";

/** How many files are on the wire at a time. */
const AT_ONCE = 3;
const ASK_EVERY_MS = 1200;

/** Lets so many tasks run at a time, in order. */
class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.most) await new Promise<void>((go) => this.waiting.push(go));
    this.running++;
    try {
      return await task();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }
}

interface Item {
  row: Row;
  channels: string;
  sending: Sending | null;
}

class UploadPage {
  private readonly items: Item[] = [];
  private readonly hashing = new Gate(1);
  private readonly wire = new Gate(AT_ONCE);
  private asking = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly list: HTMLElement,
    private readonly left: Left | null,
  ) {}

  listen(): void {
    for (const picker of this.form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      picker.addEventListener("change", () => {
        const files = [...(picker.files ?? [])];
        this.add(picker.webkitdirectory ? files.filter(isWorthTaking) : files);
        picker.value = "";
      });
    }
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
      if (this.items.some(({ row }) => row.callId === null && !row.done)) event.preventDefault();
    });
    document.querySelector("[data-pause-all]")?.addEventListener("click", () => this.switchAll());
    void this.left?.show();
  }

  private add(files: File[]): void {
    const said = new FormData(this.form).get("channels");
    for (const parcel of pair(files)) {
      const row: Row = new Row(parcel, () => this.switchOne(item, !row.paused));
      const item: Item = { row, channels: typeof said === "string" ? said : "", sending: null };
      this.items.push(item);
      this.list.append(row.element);
      void this.take(item);
    }
    document.querySelector("[data-sent-section]")?.removeAttribute("hidden");
    this.sum();
  }

  private async take(item: Item): Promise<void> {
    const { row } = item;
    try {
      if (await this.isNew(item)) await this.send(item);
      if (row.callId !== null) this.ask();
    } catch (error) {
      const may = !(error instanceof Refusal) || error.again;
      row.fail(
        error instanceof Error ? error.message : "It could not be sent.",
        may ? () => void this.take(item) : null,
      );
    }
    row.sending = false;
    this.sum();
  }

  /** Whether a file is to be sent. One that is here already is told before a byte of it is sent. */
  private async isNew({ row, channels }: Item): Promise<boolean> {
    const { file } = row.parcel;
    if (file.size === 0) throw new Refusal(`${file.name} is empty: it has no bytes. Record or export it again.`, false);
    row.sha256 ||= await this.hashing.run(async () => {
      row.checking(0);
      try {
        return await hashOf(file, (share) => row.checking(share));
      } catch {
        throw new Refusal("The file cannot be read. Is it still where it was? Choose it again.", false);
      }
    });
    const twin = this.items.find(
      (other) => other.row !== row && other.row.sha256 === row.sha256 && !other.row.failed && !other.row.twin,
    );
    if (twin) {
      row.same(twin.row.parcel.file.name);
      return false;
    }
    this.left?.found(row.sha256);
    const call = await knownCall(row.sha256).catch(() => null);
    if (!call || tellsMore(row, channels, call)) return true;
    row.callId = call.id;
    row.duplicate = true;
    row.show(call);
    return false;
  }

  private async send(item: Item): Promise<void> {
    const { row, channels } = item;
    const about = { sha256: row.sha256, channels, sidecar: await sidecarText(row.parcel.sidecar) };
    const sending = new Sending(row.parcel, about, {
      progress: (share) => {
        if (!row.paused) row.showSending(share);
      },
      held: (reason) => row.held(reason),
    });
    row.say("Waiting to be sent");
    for (;;) {
      await row.allowed();
      const end = await this.wire.run(async () => {
        if (row.paused) return "paused";
        item.sending = sending;
        row.sending = true;
        row.showSending(0);
        this.sum();
        try {
          return await sending.run();
        } finally {
          item.sending = null;
          row.sending = false;
        }
      });
      if (end === "sent") break;
    }
    const sent = await sending.receipt();
    row.callId = sent.call_id;
    row.duplicate = sent.duplicate;
    row.show(await statusOf(sent.call_id ?? ""));
  }

  private switchOne({ row, sending }: Item, paused: boolean): void {
    if (row.paused === paused || row.callId !== null || row.done) return;
    row.pause(paused);
    if (paused) sending?.pause();
    this.sum();
  }

  private switchAll(): void {
    const paused = this.items.some(({ row }) => isOpen(row) && !row.paused);
    for (const item of this.items) this.switchOne(item, paused);
  }

  /** Follows every call that is not finished, one question at a time, until none is left. */
  private ask(): void {
    if (this.asking) return;
    this.asking = true;
    const open = (): Row[] => this.items.map(({ row }) => row).filter((row) => row.callId !== null && !row.done);
    const round = async (): Promise<void> => {
      for (const row of open()) {
        try {
          row.show(await statusOf(row.callId ?? ""));
        } catch {
          row.held("Sent. The service cannot be reached at the moment; its work goes on.");
        }
      }
      this.sum();
      if (open().length > 0) setTimeout(() => void round(), ASK_EVERY_MS);
      else this.asking = false;
    };
    setTimeout(() => void round(), ASK_EVERY_MS / 2);
  }

  private sum(): void {
    const rows = this.items.map(({ row }) => row);
    const count = (which: (row: Row) => boolean): number => rows.filter(which).length;
    const failed = count((row) => row.failed);
    const sending = count((row) => row.sending);
    const parts = [`${count((row) => row.done && !row.failed)} of ${rows.length} ready`];
    if (sending > 0) parts.push(`${sending} being sent`);
    if (failed > 0) parts.push(`${failed} could not be used`);
    const place = document.querySelector("[data-summary]");
    const text = parts.join(" · ");
    if (place && place.textContent !== text) place.textContent = text;
    const all = document.querySelector<HTMLButtonElement>("[data-pause-all]");
    if (all) {
      const open = rows.filter(isOpen);
      all.hidden = open.length < 2;
      all.textContent = open.some((row) => !row.paused) ? "Pause all" : "Go on with all";
    }
  }
}

function isOpen(row: Row): boolean {
  return row.callId === null && !row.done;
}

/** Whether a recording that is here is worth sending again: what came of it failed, or more is known of it now. */
function tellsMore(row: Row, channels: string, call: KnownCall): boolean {
  const map = channels && !isTranscript(row.parcel.file) && channels !== call.channels.join(",");
  return call.state === "failed" || row.parcel.sidecar !== null || Boolean(map);
}

const form = document.querySelector<HTMLFormElement>("form[data-upload]");
const list = document.querySelector<HTMLElement>("[data-sent]");
const leftSection = document.querySelector<HTMLElement>("[data-left-section]");
const leftList = document.querySelector<HTMLElement>("[data-left]");
if (form && list) {
  new UploadPage(form, list, leftSection && leftList ? new Left(leftSection, leftList) : null).listen();
}

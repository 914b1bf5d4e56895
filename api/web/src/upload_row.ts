// One file on the upload page: how far it is, in which stage, and what became of it.
import type { Parcel } from "./files";
import type { CallState, Status } from "./sending";

const STAGES = ["Send", "Sound", "Words", "Moments"] as const;

const WORDS: Record<CallState, string> = {
  received: "Sent. Waiting for its turn",
  decoding: "Reading the sound",
  transcribing: "Transcribing",
  mining: "Finding moments",
  ready: "Ready",
  failed: "Failed",
};

/** Which stage a state of a call is in. */
const STAGE_OF: Partial<Record<CallState, number>> = { received: 1, decoding: 1, transcribing: 2, mining: 3 };

export class Row {
  readonly element = document.createElement("li");
  private readonly state = document.createElement("p");
  private readonly stages = document.createElement("ol");
  private readonly bars: HTMLProgressElement[] = [];
  private readonly switch = document.createElement("button");
  private goOn: (() => void) | null = null;
  callId: string | null = null;
  sha256 = "";
  duplicate = false;
  done = false;
  failed = false;
  paused = false;
  sending = false;
  /** It was given twice: the other one is sent. */
  twin = false;

  constructor(
    readonly parcel: Parcel,
    onSwitch: () => void,
  ) {
    this.element.className = "sent-file";
    const name = document.createElement("p");
    name.className = "sent-name";
    name.textContent = parcel.file.name;
    const size = document.createElement("span");
    size.className = "sub";
    size.textContent = `${megabytes(parcel.file.size)}${parcel.sidecar ? `, with ${parcel.sidecar.name}` : ""}`;
    name.append(size);
    this.state.className = "sent-state";
    this.stages.className = "stages";
    this.stages.append(...STAGES.map((stage) => this.stage(stage)));
    this.switch.type = "button";
    this.switch.className = "quiet sent-switch";
    this.switch.addEventListener("click", onSwitch);
    this.element.append(name, this.state, this.switch, this.stages);
    this.showSwitch();
    this.say("Waiting to be sent");
  }

  private stage(name: string): HTMLLIElement {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${name}: ${this.parcel.file.name}`);
    const label = document.createElement("span");
    label.textContent = name;
    item.append(bar, label);
    this.bars.push(bar);
    return item;
  }

  say(text: string, ...links: Node[]): void {
    this.state.replaceChildren(text, ...links.flatMap((link) => [" ", link]));
  }

  /** Fills the stages before this one, and this one as far as it is; null for "under way, nobody knows how far". */
  private reach(stage: number, share: number | null): void {
    for (const [index, bar] of this.bars.entries()) {
      bar.parentElement?.classList.toggle("is-now", index === stage);
      if (index === stage && share === null) bar.removeAttribute("value");
      else bar.value = index < stage ? 1 : index === stage ? (share ?? 0) : 0;
    }
  }

  checking(share: number): void {
    this.say(share > 0 && share < 1 ? `Looking at the file, ${Math.floor(share * 100)} %` : "Looking at the file");
  }

  showSending(share: number): void {
    this.element.classList.remove("is-held");
    this.reach(0, share);
    this.say(share < 1 ? `Sending, ${Math.floor(share * 100)} %` : "Sent, being stored");
  }

  held(reason: string): void {
    this.element.classList.add("is-held");
    this.say(reason);
  }

  /** Pauses or lets go on. */
  pause(paused: boolean): void {
    this.paused = paused;
    this.element.classList.remove("is-held");
    this.say(paused ? "Paused. What is sent stays sent." : "Waiting to be sent");
    this.showSwitch();
    if (!paused) this.goOn?.();
  }

  /** Waits while it is paused. */
  async allowed(): Promise<void> {
    while (this.paused) await new Promise<void>((done) => (this.goOn = done));
  }

  showSwitch(): void {
    const over = this.callId !== null || this.done;
    this.switch.hidden = over;
    this.switch.textContent = this.paused ? "Go on" : "Pause";
    this.switch.setAttribute("aria-label", `${this.switch.textContent}: ${this.parcel.file.name}`);
  }

  show(status: Status): void {
    this.element.classList.remove("is-held");
    this.showSwitch();
    if (status.state === "ready" || status.state === "failed") this.finish(status);
    else {
      const share = status.state === "transcribing" ? status.progress : null;
      this.reach(STAGE_OF[status.state] ?? 1, share);
      const percent = share === null ? "" : `, ${Math.floor(share * 100)} %`;
      this.say(`${this.duplicate ? "Here already. " : ""}${WORDS[status.state]}${percent}`, this.link("Open the call"));
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

  /** Ends it without a call of its own: the file was given twice. */
  same(name: string): void {
    this.twin = true;
    this.end("is-ready");
    this.say(`The same recording as ${name}; it is sent once.`);
  }

  fail(reason: string, again: (() => void) | null): void {
    this.failed = true;
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
      this.done = this.failed = false;
      this.element.classList.remove("is-failed");
      this.element.append(this.stages);
      this.showSwitch();
      again();
    });
    this.say(reason, button);
  }

  private end(look: "is-ready" | "is-failed"): void {
    this.done = true;
    this.element.classList.remove("is-held");
    this.element.classList.add(look);
    this.stages.remove();
    this.showSwitch();
  }

  private link(text: string): HTMLAnchorElement {
    const link = document.createElement("a");
    link.href = `/calls/${this.callId ?? ""}`;
    link.textContent = text;
    return link;
  }
}

export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

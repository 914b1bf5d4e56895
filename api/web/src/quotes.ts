import { clock } from "./clock";

/** A little sound before and after, so that no first or last word is cut. */
const LEAD_S = 0.15;
const TAIL_S = 0.3;

interface Quote {
  button: HTMLButtonElement;
  audio: string;
  start: number;
  end: number | null;
}

let player: QuotePlayer | null = null;

/**
 * Turns each play link into a button that plays just its quote, or its quote with what is around it; all of a page share
 * one audio element. May be called again for what came to the page since.
 */
export function playQuotes(root: ParentNode): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>("a[data-audio]")) {
    const quote = asQuote(link);
    quote.button.addEventListener("click", () => {
      player ??= new QuotePlayer(document.querySelector<HTMLElement>("[data-playing]"));
      player.toggle(quote);
    });
  }
}

function asQuote(link: HTMLAnchorElement): Quote {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  const label = link.getAttribute("aria-label");
  if (label) button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", "false");
  const { audio = "", start = "0", end = "" } = link.dataset;
  link.replaceWith(button);
  return { button, audio, start: Number(start), end: end === "" ? null : Number(end) };
}

class QuotePlayer {
  private readonly audio = new Audio();
  private current: Quote | null = null;
  private frame = 0;

  constructor(private readonly status: HTMLElement | null) {
    this.audio.preload = "none";
    this.audio.addEventListener("timeupdate", () => this.stopAtEnd());
    this.audio.addEventListener("ended", () => this.stop("Played to the end."));
    this.audio.addEventListener("error", () => {
      if (this.current) this.stop("This recording cannot be played here. Open the call to read it.", true);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.stop("Stopped.");
    });
  }

  toggle(quote: Quote): void {
    if (this.current === quote) this.stop("Stopped.");
    else void this.play(quote);
  }

  private async play(quote: Quote): Promise<void> {
    this.stop("");
    this.current = quote;
    this.mark(quote, "loading");
    this.say(`Loading the quote from ${clock(quote.start)}.`);
    const address = new URL(quote.audio, location.href).href;
    if (this.audio.src !== address || this.audio.error) this.audio.src = address;
    try {
      if (this.audio.readyState < HTMLMediaElement.HAVE_METADATA) await once(this.audio, "loadedmetadata");
      if (this.current !== quote) return;
      this.audio.currentTime = Math.max(0, quote.start - LEAD_S);
      await this.audio.play();
    } catch {
      if (this.current === quote) this.stop("This recording cannot be played here. Open the call to read it.", true);
      return;
    }
    if (this.current !== quote) return;
    this.mark(quote, "playing");
    this.say(`Playing the quote from ${clock(quote.start)}.`);
    this.watch();
  }

  // "timeupdate" comes about four times a second; a quote should end closer than that to its last word.
  private watch(): void {
    this.frame = requestAnimationFrame(() => {
      this.stopAtEnd();
      if (this.current) this.watch();
    });
  }

  private stopAtEnd(): void {
    const end = this.current?.end;
    const playing = this.current?.button.dataset["state"] === "playing";
    if (playing && end != null && this.audio.currentTime >= end + TAIL_S) this.stop("Played to the end.");
  }

  private stop(said: string, failed = false): void {
    cancelAnimationFrame(this.frame);
    this.audio.pause();
    const quote = this.current;
    this.current = null;
    if (quote) {
      this.mark(quote, failed ? "failed" : "stopped");
      this.say(said);
    }
  }

  private mark(quote: Quote, state: "loading" | "playing" | "stopped" | "failed"): void {
    quote.button.dataset["state"] = state;
    const on = state === "playing" || state === "loading";
    quote.button.setAttribute("aria-pressed", String(on));
    quote.button.closest(".quote, .voice")?.classList.toggle("is-playing", on);
  }

  private say(text: string): void {
    if (this.status) this.status.textContent = text;
  }
}

function once(audio: HTMLAudioElement, name: "loadedmetadata"): Promise<void> {
  return new Promise((resolve, reject) => {
    audio.addEventListener(name, () => resolve(), { once: true });
    audio.addEventListener("error", () => reject(new Error("not playable")), { once: true });
    audio.load();
  });
}

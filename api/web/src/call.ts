// One call: the recording beside its transcript, each following the other.
import htmx from "htmx.org";
import { offerPictures } from "./chart";
import { clock } from "./clock";
import { peaksOf } from "./peaks";

/** After the reader scrolls, the page leaves the place to them for this long. */
const HANDS_OFF_MS = 5000;
const STEP_S = 5;

interface Turn {
  element: HTMLElement;
  start: number;
  end: number;
}

function setUp(player: HTMLElement): void {
  const audio = player.querySelector("audio");
  if (!audio) return;
  const page = new CallPage(player, audio);
  page.listen();
  if (player.dataset["seek"]) page.seek(Number(player.dataset["seek"]), { play: false });
  else page.seekToAddress();
  void page.drawWave();
}

class CallPage {
  private turns: Turn[] = [];
  private shown: Turn | null = null;
  private leftAloneUntil = 0;
  private playWhenReady = false;

  constructor(
    private readonly player: HTMLElement,
    private readonly audio: HTMLAudioElement,
  ) {
    this.readTurns();
  }

  /** Parts of the transcript are put in place anew when something is put right. */
  readTurns(): void {
    this.turns = [...document.querySelectorAll<HTMLElement>(".turn[data-start]")].map((element) => ({
      element,
      start: Number(element.dataset["start"]),
      end: Number(element.dataset["end"] ?? "Infinity"),
    }));
    if (!this.shown) return;
    this.shown = null;
    this.follow();
  }

  listen(): void {
    document.addEventListener("click", (event) => this.onClick(event));
    document.addEventListener("htmx:afterSettle", () => this.readTurns());
    window.addEventListener("hashchange", () => this.seekToAddress());
    this.audio.addEventListener("timeupdate", () => this.follow());
    this.audio.addEventListener("seeked", () => this.follow());
    for (const name of ["play", "pause", "ended"]) this.audio.addEventListener(name, () => this.showState());
    this.audio.addEventListener("error", () => this.tellProblem());
    for (const name of ["wheel", "touchmove"] as const) {
      window.addEventListener(name, () => (this.leftAloneUntil = Date.now() + HANDS_OFF_MS), { passive: true });
    }
    this.control<HTMLButtonElement>("[data-toggle]")?.addEventListener("click", () => this.toggle());
    const speed = this.control<HTMLSelectElement>("[data-speed]");
    speed?.addEventListener("change", () => (this.audio.playbackRate = Number(speed.value)));
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.control<HTMLElement>("[data-foot]")?.removeAttribute("hidden");
    if (this.audio.error) this.tellProblem();
  }

  private control<Kind extends Element>(selector: string): Kind | null {
    return this.player.querySelector<Kind>(selector);
  }

  private onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element).closest<HTMLElement>("[data-seek]:not([data-player])");
    if (!link) return;
    this.leftAloneUntil = 0;
    this.seek(Number(link.dataset["seek"]), { play: true });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target as Element;
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (on.closest("input, select, textarea, audio")) return;
    if (event.key === " " && !on.closest("button, a, summary, [tabindex]:not(main)")) {
      event.preventDefault();
      this.toggle();
    } else if (arrow && event.shiftKey) {
      event.preventDefault();
      this.toMoment(arrow);
    } else if (arrow && !on.closest(".scrolls")) {
      event.preventDefault();
      this.seek(Math.max(0, this.audio.currentTime + arrow * STEP_S), { play: !this.audio.paused });
    }
  }

  /** Goes to the nearest moment before or after where the recording is. */
  private toMoment(direction: number): void {
    const links = [...document.querySelectorAll<HTMLElement>(".moment-list [data-seek]")];
    const starts = links.map((link) => Number(link.dataset["seek"]));
    const at = this.audio.currentTime;
    const next = direction > 0 ? starts.find((start) => start > at + 0.1) : starts.findLast((start) => start < at - 1);
    if (next === undefined) return;
    this.leftAloneUntil = 0;
    this.seek(next, { play: !this.audio.paused });
    const turn = this.turns.findLast(({ start }) => start <= next + 0.05);
    if (turn) this.bringIntoView(turn.element);
  }

  private toggle(): void {
    if (this.audio.paused) void this.audio.play().catch(() => this.tellProblem());
    else this.audio.pause();
  }

  seekToAddress(): void {
    const turn = this.turns.find(({ element }) => `#${element.id}` === location.hash);
    if (turn && this.audio.paused) this.seek(turn.start, { play: false });
  }

  seek(seconds: number, { play }: { play: boolean }): void {
    this.playWhenReady = play;
    const go = (): void => {
      this.audio.currentTime = seconds;
      this.follow(seconds);
      if (this.playWhenReady) void this.audio.play().catch(() => this.tellProblem());
    };
    if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) go();
    else this.audio.addEventListener("loadedmetadata", go, { once: true });
  }

  private follow(at = this.audio.currentTime): void {
    const now = this.control<HTMLElement>("[data-now]");
    if (now) now.textContent = clock(at);
    const turn = this.turns.findLast(({ start }) => start <= at + 0.05) ?? null;
    if (turn === this.shown) return;
    this.shown?.element.removeAttribute("aria-current");
    this.shown = turn;
    turn?.element.setAttribute("aria-current", "true");
    if (turn && !this.audio.paused) this.bringIntoView(turn.element);
  }

  private bringIntoView(element: HTMLElement): void {
    const wanted = this.control<HTMLInputElement>("[data-follow]")?.checked ?? false;
    if (!wanted || Date.now() < this.leftAloneUntil) return;
    const { top, bottom } = element.getBoundingClientRect();
    const covered = this.player.getBoundingClientRect().bottom;
    if (top >= covered && bottom <= innerHeight - 40) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: top - covered - 24, behavior: still ? "instant" : "smooth" });
  }

  private showState(): void {
    const button = this.control<HTMLButtonElement>("[data-toggle]");
    const playing = !this.audio.paused;
    button?.setAttribute("aria-label", playing ? "Pause" : "Play");
    if (button) button.dataset["state"] = playing ? "playing" : "stopped";
  }

  private tellProblem(): void {
    const place = this.control<HTMLElement>("[data-player-problem]");
    if (!place) return;
    place.hidden = false;
    place.textContent = "This browser cannot play the recording. The transcript is complete all the same.";
  }

  /** Puts a waveform in place of the browser's own controls where drawing one is cheap. */
  async drawWave(): Promise<void> {
    const duration = Number(this.player.dataset["duration"]);
    const wave = this.control<HTMLElement>("[data-wave]");
    if (!wave) return;
    const bytes = Number(this.player.dataset["bytes"]);
    const roles = (this.player.dataset["roles"] ?? "").split(",").filter(Boolean);
    try {
      const [peaks, { showWave }] = await Promise.all([
        peaksOf(this.audio.src, { channels: roles.length === 2 ? 2 : 1, duration, bytes }),
        import("./wave"),
      ]);
      wave.hidden = false;
      showWave({ place: wave, audio: this.audio, peaks, duration, roles });
      this.audio.controls = false;
      this.control<HTMLButtonElement>("[data-toggle]")?.removeAttribute("hidden");
      this.player.classList.add("has-wave");
    } catch {
      // The browser's own controls stay: a waveform is a comfort, never the only way to listen.
      wave.hidden = true;
    }
  }
}

for (const player of document.querySelectorAll<HTMLElement>("[data-player]")) setUp(player);
offerPictures(document);

/** Whether the reader is in the middle of correcting something, which loading the page again would throw away. */
function isWriting(): boolean {
  const fields = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
    "#call-body textarea, #call-body details[open] input[type=text]",
  );
  return [...fields].some((field) => field === document.activeElement || field.value !== field.defaultValue);
}

// When work on the call is done, the transcript is put in place anew; the page asks on and waits while somebody writes.
// A page that showed no transcript yet lacks more than that, and is loaded again.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (!xhr.getResponseHeader("HX-Refresh")) return;
  if (isWriting()) event.preventDefault();
  else if (document.querySelector("#call-body .turn")) {
    event.preventDefault();
    document.querySelector("#work")?.replaceChildren();
    const whole = { target: "#call-body", select: "#call-body", swap: "outerHTML" } as const;
    void htmx.ajax("get", location.pathname, whole);
  }
});

// What could not be saved is said beside it; what was written stays.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = (event as CustomEvent<{ xhr: XMLHttpRequest; elt: HTMLElement }>).detail;
  let place = elt.querySelector<HTMLElement>(":scope > .problem");
  if (!place) {
    place = document.createElement("p");
    place.className = "problem";
    place.setAttribute("role", "alert");
    elt.append(place);
  }
  place.hidden = false;
  place.textContent = said(xhr) ?? "This could not be saved. Load the page again and look at what is there now.";
});

function said(xhr: XMLHttpRequest): string | null {
  try {
    const problem: unknown = JSON.parse(xhr.responseText);
    return (problem as { detail?: string }).detail ?? null;
  } catch {
    return null;
  }
}

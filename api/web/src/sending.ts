// Files on their way: in parts by the tus protocol, gone on with after a lost connection, a closed tab or a restart.
import { Upload, type DetailedError } from "tus-js-client";
import { isTranscript, type Parcel } from "./files";
import { nameOf } from "./hashing";

export type CallState = "received" | "decoding" | "transcribing" | "mining" | "ready" | "failed";

interface Reason {
  code: string;
  message: string;
}

export interface Status {
  id: string;
  state: CallState;
  progress: number;
  error: Reason | null;
  warnings: string[];
}

export interface KnownCall extends Status {
  channels: string[];
}

/** An upload as the service knows it. */
export interface Sent {
  id: string;
  filename: string;
  offset: number;
  size_bytes: number;
  sha256: string | null;
  call_id: string | null;
  duplicate: boolean;
  error: Reason | null;
}

/** A reason for a person, and whether trying the same again may help. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

/** Small enough for what stands in between, large enough to be quick; what is on the disk counts, not whole parts. */
const PART_BYTES = 8_000_000;
const RETRY_MS = [0, 500, 1000, 2000, 4000, 8000, ...Array<number>(400).fill(10_000)];
const SIDECAR_KEYS = ["id", "title", "started", "direction", "account", "parties", "deal", "segment", "lead_source"];
const LOST = "Connection lost. It goes on by itself.";

export interface Hearing {
  /** The share that is sent, 0 to 1. */
  progress: (share: number) => void;
  /** Something is in the way; it goes on by itself. */
  held: (reason: string) => void;
}

/** The sending of one file, which can be paused and gone on with. */
export class Sending {
  private readonly upload: Upload;
  private settle: ((end: "sent" | "paused" | Refusal) => void) | null = null;
  private waiting = false;

  constructor(parcel: Parcel, about: { sha256: string; channels: string; sidecar: string }, hearing: Hearing) {
    const fields: Record<string, string> = { filename: parcel.file.name, sha256: about.sha256 };
    if (about.sidecar) fields.metadata = about.sidecar;
    else if (about.channels && !isTranscript(parcel.file)) fields.channels = about.channels;
    this.upload = new Upload(parcel.file, {
      endpoint: "/v1/uploads",
      chunkSize: PART_BYTES,
      retryDelays: RETRY_MS,
      metadata: fields,
      headers: { Accept: "application/json" },
      removeFingerprintOnSuccess: true,
      // What the file is, not what it is called: another file of the same name is another upload.
      fingerprint: () => Promise.resolve(`talktrack-${nameOf([about.sha256, about.channels, about.sidecar])}`),
      onProgress: (sent, total) => {
        this.waiting = false;
        hearing.progress(total ? sent / total : 0);
      },
      onShouldRetry: (error) => {
        const status = statusIn(error);
        const again = status === 0 || status === 409 || status === 423 || status >= 500;
        if (again) {
          this.waiting = true;
          hearing.held(status === 507 ? `${detailIn(error)} It goes on by itself then.` : LOST);
        }
        return again;
      },
      onError: (error) => this.end(refusal(error)),
      onSuccess: () => this.end("sent"),
    });
    window.addEventListener("online", () => {
      // The network is back: no need to sit out the pause before the next try.
      if (this.waiting && this.settle) void this.upload.abort().then(() => this.upload.start());
    });
  }

  /** Sends, or goes on to, until all is sent or it is paused. Throws Refusal. */
  async run(): Promise<"sent" | "paused"> {
    const end = new Promise<"sent" | "paused" | Refusal>((done) => (this.settle = done));
    if (!this.upload.url) {
      const [before] = await this.upload.findPreviousUploads();
      if (before) this.upload.resumeFromPreviousUpload(before);
    }
    this.upload.start();
    const said = await end;
    if (said instanceof Refusal) throw said;
    return said;
  }

  pause(): void {
    void this.upload.abort().then(() => this.end("paused"));
  }

  /** Returns what the complete file became. Throws Refusal where it became nothing. */
  async receipt(): Promise<Sent> {
    const sent = await ask<Sent>(new URL(this.upload.url ?? "", location.href).pathname);
    if (sent.error) throw new Refusal(sent.error.message, sent.error.code === "changed_file");
    return sent;
  }

  private end(how: "sent" | "paused" | Refusal): void {
    this.settle?.(how);
    this.settle = null;
  }
}

function statusIn(error: Error | DetailedError): number {
  return ("originalResponse" in error && error.originalResponse?.getStatus()) || 0;
}

function detailIn(error: Error | DetailedError): string {
  const body = "originalResponse" in error ? error.originalResponse?.getBody() : "";
  return detailOf(body ?? "");
}

function detailOf(body: string): string {
  try {
    return String((JSON.parse(body) as { detail?: unknown }).detail ?? "");
  } catch {
    // Not a problem answer, for example from a proxy in between.
    return "";
  }
}

function refusal(error: Error | DetailedError): Refusal {
  const status = statusIn(error);
  if (status === 0) return new Refusal("The service cannot be reached, or the file changed on your disk.", true);
  return refused(status, detailIn(error));
}

function refused(status: number, detail: string): Refusal {
  if (status === 401) return new Refusal("You are signed out. Sign in again on another tab, then try again.", true);
  return new Refusal(detail || `The service answered ${status}.`, status >= 500);
}

async function ask<Answer>(path: string): Promise<Answer> {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw refused(answer.status, detailOf(await answer.text()));
  return (await answer.json()) as Answer;
}

/** Asks how far a call is. Throws where the service cannot be reached. */
export function statusOf(id: string): Promise<Status> {
  return ask<Status>(`/v1/calls/${encodeURIComponent(id)}/status`);
}

/** Returns the call that has this recording, null where it is new. */
export async function knownCall(sha256: string): Promise<KnownCall | null> {
  return (await ask<{ items: KnownCall[] }>(`/v1/calls?limit=1&sha256=${sha256}`)).items[0] ?? null;
}

/** Returns the visitor's uploads that broke off and can go on. */
export async function leftUnfinished(): Promise<Sent[]> {
  const found = await ask<{ items: Sent[] }>("/v1/uploads?limit=100");
  return found.items.filter((sent) => sent.call_id === null && sent.error === null && sent.offset < sent.size_bytes);
}

export async function forget(id: string): Promise<void> {
  await fetch(`/v1/uploads/${id}`, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
}

/** Returns what of a sidecar is read, small enough for a request's head; what is no JSON the service tells. */
export async function sidecarText(sidecar: File | null): Promise<string> {
  const text = (await sidecar?.text()) ?? "";
  try {
    const said = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(Object.fromEntries(SIDECAR_KEYS.filter((key) => key in said).map((key) => [key, said[key]])));
  } catch {
    return text.slice(0, 2000);
  }
}

import { isTranscript, type Parcel } from "./files";

export type CallState = "received" | "decoding" | "transcribing" | "mining" | "ready" | "failed";

export interface Status {
  id: string;
  state: CallState;
  progress: number;
  error: { code: string; message: string } | null;
  warnings: string[];
}

export interface Receipt extends Status {
  duplicate: boolean;
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

/** Sends one file; `onProgress` hears the share sent, 0 to 1. Throws Refusal. */
export async function send(parcel: Parcel, channels: string, onProgress: (share: number) => void): Promise<Receipt> {
  const form = new FormData();
  // Fields go first: the file is streamed to disk as it arrives.
  if (parcel.sidecar) form.append("metadata", await parcel.sidecar.text());
  else if (channels && !isTranscript(parcel.file)) form.append("channels", channels);
  form.append("file", parcel.file, parcel.file.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/calls");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 300) done(JSON.parse(request.responseText) as Receipt);
      else fail(refusal(request.status, request.responseText));
    });
    const lost = (): void =>
      fail(new Refusal("The connection broke off, or the file changed while it was sent. Nothing was stored.", true));
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.send(form);
  });
}

function refusal(status: number, body: string): Refusal {
  let detail = "";
  try {
    detail = String((JSON.parse(body) as { detail?: unknown }).detail ?? "");
  } catch {
    // Not a problem answer, for example from a proxy in between.
  }
  if (status === 401) return new Refusal("You are signed out. Sign in again on another tab, then try again.", true);
  return new Refusal(detail || `The service answered ${status}.`, status >= 500);
}

/** Asks how far a call is. Throws where the service cannot be reached. */
export async function statusOf(id: string): Promise<Status> {
  const answer = await fetch(`/v1/calls/${encodeURIComponent(id)}/status`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Status;
}

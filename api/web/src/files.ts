/** One thing to send: a recording or ready transcript, with the sidecar of the same name where one came along. */
export interface Parcel {
  file: File;
  sidecar: File | null;
}

const KNOWN = /\.(wav|mp3|m4a|mp4|mov|ogg|oga|opus|flac|webm|mkv|aac|json|vtt)$/i;
const TRANSCRIPT = /\.(json|vtt)$/i;

/** Puts each `stem.json` with the recording of the same stem; one that has none is a ready transcript by itself. */
export function pair(files: File[]): Parcel[] {
  const sidecars = new Map(files.filter((file) => suffix(file) === ".json").map((file) => [stem(file), file]));
  const recordings = files.filter((file) => suffix(file) !== ".json");
  const taken = new Set(recordings.map(stem));
  const alone = files.filter((file) => suffix(file) === ".json" && !taken.has(stem(file)));
  return [
    ...recordings.map((file) => ({ file, sidecar: sidecars.get(stem(file)) ?? null })),
    ...alone.map((file) => ({ file, sidecar: null })),
  ];
}

export function isTranscript(file: File): boolean {
  return TRANSCRIPT.test(file.name);
}

/** Whether a file of a folder is taken along; one that is chosen by itself always is, and told if it is of no use. */
export function isWorthTaking(file: File): boolean {
  return KNOWN.test(file.name) && !file.name.startsWith(".");
}

function stem(file: File): string {
  return folder(file) + file.name.replace(/\.[^.]*$/, "").toLowerCase();
}

function folder(file: File): string {
  return file.webkitRelativePath.split("/").slice(0, -1).join("/");
}

function suffix(file: File): string {
  return /\.[^.]*$/.exec(file.name)?.[0].toLowerCase() ?? "";
}

/** Returns all files of a drop, and those inside dropped folders that are worth taking. */
export async function dropped(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...data.files];
  const found = await Promise.all(entries.map(filesIn));
  return found.flatMap((files, index) => (entries[index]?.isDirectory ? files.filter(isWorthTaking) : files));
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    // A folder is handed out in parts; an empty part is its end.
    const part = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (part.length === 0) return found;
    for (const inner of part) found.push(...(await filesIn(inner)));
  }
}

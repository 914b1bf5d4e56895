// Uploads that broke off earlier: what is here of them, and how they go on.
import { forget, leftUnfinished, type Sent } from "./sending";
import { megabytes } from "./upload_row";

export class Left {
  private readonly items = new Map<string, HTMLElement>();

  constructor(
    private readonly section: HTMLElement,
    private readonly list: HTMLElement,
  ) {}

  async show(): Promise<void> {
    const found = await leftUnfinished().catch(() => []);
    for (const sent of found) this.add(sent);
    this.section.hidden = this.items.size === 0;
  }

  /** Takes an upload off the list, for its file was chosen again. */
  found(sha256: string): void {
    this.items.get(sha256)?.remove();
    this.items.delete(sha256);
    this.section.hidden = this.items.size === 0;
  }

  private add(sent: Sent): void {
    const key = sent.sha256 ?? sent.id;
    const item = document.createElement("li");
    item.className = "left-file";
    const name = document.createElement("span");
    name.className = "sent-name";
    name.textContent = sent.filename;
    const far = document.createElement("span");
    far.className = "sub";
    far.textContent = `${megabytes(sent.offset)} of ${megabytes(sent.size_bytes)} are here`;
    name.append(far);
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "quiet";
    drop.textContent = "Discard";
    drop.setAttribute("aria-label", `Discard ${sent.filename}`);
    drop.addEventListener("click", () => void forget(sent.id).then(() => this.found(key)));
    item.append(name, drop);
    this.items.get(key)?.remove();
    this.items.set(key, item);
    this.list.append(item);
  }
}

// On every page: lists that refresh themselves (htmx), filters that apply at once, and times in the reader's own zone.
import htmx from "htmx.org";

function showOwnTime(root: ParentNode): void {
  const wording = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    time.title = `${wording.format(new Date(time.dateTime))} in your time zone`;
  }
}

showOwnTime(document);
document.addEventListener("htmx:afterSettle", () => showOwnTime(document));

// Filters apply as they are picked with a pointer. With keys, each step through a list and each digit of a date would
// be one: there the form's button comes up instead, and nothing moves under the hands of whoever is still choosing.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-auto-submit]")) {
  let byKey = false;
  form.addEventListener("keydown", (event) => void (byKey = byKey || event.key !== "Tab"));
  form.addEventListener("pointerdown", () => void (byKey = false));
  form.addEventListener("input", () => byKey && form.classList.add("changed"));
  form.addEventListener("change", () => byKey || form.requestSubmit());
}

// The menu of a narrow window closes as one expects it to: by Escape, and by a click beside it.
const menu = document.querySelector<HTMLDetailsElement>("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

// Beside what is to be taken elsewhere: a button that copies it. A link is copied with its whole address.
for (const place of document.querySelectorAll<HTMLElement>("[data-copy]")) {
  const copied = place.querySelector<HTMLElement>("[data-copied]");
  if (!copied) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet copy";
  button.textContent = copied instanceof HTMLAnchorElement ? "Copy link" : "Copy";
  button.addEventListener("click", () => {
    const text = copied instanceof HTMLAnchorElement ? copied.href : (copied.textContent ?? "");
    const told = (word: string): void => void (button.textContent = word);
    navigator.clipboard.writeText(text).then(
      () => told("Copied"),
      () => {
        // Some browsers let no page copy: then it stands there, selected, to be copied by hand.
        getSelection()?.selectAllChildren(copied);
        told("Selected: copy with Ctrl+C");
      },
    );
  });
  place.append(button);
}

// A hidden page need not ask; it catches up when it is looked at again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});

export { htmx };

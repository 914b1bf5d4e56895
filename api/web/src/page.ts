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

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-auto-submit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A hidden page need not ask; it catches up when it is looked at again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});

export { htmx };

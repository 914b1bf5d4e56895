// Answers by keyboard: each button names its key. Nothing else is taken from the reader's browser.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = event.target as HTMLElement | null;
  if (target?.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const button = [...document.querySelectorAll<HTMLButtonElement>("button[data-key]")].find(
    (each) => each.dataset.key === key,
  );
  if (!button) return;
  event.preventDefault();
  button.click();
});

export {};

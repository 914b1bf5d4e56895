/** From this many calls in a period on, its share is drawn; below, an interval says nothing. */
const FEWEST_CALLS = 10;

export interface Step {
  start: string;
  label: string;
  calls: number;
  all: number;
  share: string;
}

/** Draws each chart from the table it names, so that chart and table cannot differ. */
export function drawTrends(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const table = document.getElementById(place.dataset["chart"] ?? "");
    const steps = table ? readSteps(table) : [];
    if (steps.length > 0) void import("./trend").then(({ drawTrend }) => drawTrend(place, steps, FEWEST_CALLS));
  }
}

function readSteps(table: HTMLElement): Step[] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tr[data-start]")].map((row) => ({
    start: row.dataset["start"] ?? "",
    label: row.cells[0]?.textContent ?? "",
    calls: Number(row.dataset["calls"]),
    all: Number(row.dataset["all"]),
    share: row.cells[3]?.textContent ?? "",
  }));
}

/** From this many calls in a period on, its share is drawn; below, an interval says nothing. */
const FEWEST_CALLS = 10;

export interface Step {
  start: string;
  label: string;
  calls: number;
  all: number;
  share: string;
}

/** One row of a table of shares; what there is too little to say of is null. */
export interface Share {
  row: string;
  name: string;
  calls: number;
  all: number;
  share: number | null;
  low: number | null;
  high: number | null;
}

/** Draws each chart from the table it names, so that chart and table cannot differ. */
export function drawTrends(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const table = document.getElementById(place.dataset["chart"] ?? "");
    const steps = table ? readSteps(table) : [];
    if (steps.length > 0) void import("./trend").then(({ drawTrend }) => drawTrend(place, steps, FEWEST_CALLS));
  }
}

/** Lets each button that names a table keep a picture of its chart, made in this browser from the table's numbers. */
export function offerPictures(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-picture]")) {
    button.addEventListener("click", () => void keepPicture(button));
  }
}

async function keepPicture(button: HTMLButtonElement): Promise<void> {
  const table = document.getElementById(button.dataset["picture"] ?? "");
  if (!table) return;
  const { pictureOf } = await import("./picture");
  const title = button.dataset["pictureTitle"] ?? document.title;
  const kind = button.dataset["pictureKind"] ?? "trend";
  const note = button.dataset["pictureNote"];
  const drawn = kind === "trend" ? { steps: readSteps(table), fewest: FEWEST_CALLS } : { shares: readShares(table) };
  const link = document.createElement("a");
  link.href = pictureOf(button, { kind, title, ...(note ? { note } : {}), ...drawn });
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.png`;
  link.click();
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

function readShares(table: HTMLElement): Share[] {
  const number = (text: string | undefined): number | null => (text ? Number(text) : null);
  return [...table.querySelectorAll<HTMLTableRowElement>("tr[data-name]")].map(({ dataset }) => ({
    row: dataset["row"] ?? "",
    name: dataset["name"] ?? "",
    calls: Number(dataset["calls"]),
    all: Number(dataset["all"]),
    share: number(dataset["share"]),
    low: number(dataset["low"]),
    high: number(dataset["high"]),
  }));
}

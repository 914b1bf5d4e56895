// A chart as a PNG: drawn off the page, with its title and what was counted, from the numbers of its table.
import { BarChart, CustomChart, HeatmapChart } from "echarts/charts";
import { TitleComponent, VisualMapComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import type { Share, Step } from "./chart";
import { colorsOf } from "./colors";
import { trendOptions } from "./trend";

use([BarChart, CustomChart, HeatmapChart, TitleComponent, VisualMapComponent]);

const WIDTH = 1200;
const OF_CALLS = "Share of analysed calls; 95 % intervals where shown";

interface Picture {
  kind: string;
  title: string;
  /** What its shares are of; without one, of analysed calls. */
  note?: string;
  steps?: Step[];
  shares?: Share[];
  fewest?: number;
}

/** Returns the address of the picture: a data URL that never leaves the page. */
export function pictureOf(place: HTMLElement, picture: Picture): string {
  const { kind, title, note = OF_CALLS, steps = [], shares = [], fewest = 1 } = picture;
  const color = colorsOf(place);
  const rows = kind === "heat" ? new Set(shares.map((each) => each.row)).size : shares.length;
  const canvas = document.createElement("canvas");
  const size = { width: WIDTH, height: kind === "trend" ? 520 : 150 + rows * (kind === "heat" ? 38 : 44) };
  const chart = init(canvas, null, { renderer: "canvas", devicePixelRatio: 2, ...size });
  const drawn =
    kind === "trend"
      ? inPicture(trendOptions(place, steps, fewest, true))
      : kind === "heat"
        ? heat(shares, color)
        : bars(shares, color);
  chart.setOption({ ...drawn, animation: false, title: heading(title, note, color) });
  const address = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: color("--card") });
  chart.dispose();
  return address;
}

type Color = (name: string) => string;

function heading(title: string, note: string, color: Color): object {
  return {
    text: title,
    subtext: note,
    left: 20,
    top: 16,
    textStyle: { color: color("--ink"), fontSize: 22, width: WIDTH - 60, overflow: "truncate" },
    subtextStyle: { color: color("--ink-2"), fontSize: 13 },
  };
}

function inPicture(options: EChartsCoreOption): EChartsCoreOption {
  return { ...options, grid: { left: 60, right: 70, top: 100, bottom: 50 } };
}

function bars(shares: Share[], color: Color): EChartsCoreOption {
  const text = { color: color("--ink-2"), fontSize: 14 };
  const ink = color("--ink");
  return {
    grid: { left: 220, right: 60, top: 90, bottom: 40 },
    xAxis: {
      type: "value",
      min: 0,
      axisLabel: { ...text, formatter: percent },
      splitLine: { lineStyle: { color: color("--line") } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: shares.map((each) => each.name),
      axisLabel: { ...text, width: 190, overflow: "truncate" },
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        data: shares.map((each) => each.share),
        barMaxWidth: 22,
        itemStyle: { color: color("--kind") || color("--accent") },
      },
      {
        type: "custom",
        data: shares.map((each, index) => [each.low ?? Number.NaN, each.high ?? Number.NaN, index]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_: unknown, api: { value(at: number): number; coord(at: number[]): number[] }) => {
          const [x1, y] = api.coord([api.value(0), api.value(2)]);
          const [x2] = api.coord([api.value(1), api.value(2)]);
          return { type: "line", shape: { x1, y1: y, x2, y2: y }, style: { stroke: ink, lineWidth: 2 } };
        },
      },
    ],
  };
}

function heat(shares: Share[], color: Color): EChartsCoreOption {
  const [rows, names] = [[...new Set(shares.map((each) => each.row))], [...new Set(shares.map((each) => each.name))]];
  const text = { color: color("--ink-2"), fontSize: 13 };
  const known = shares.filter((each) => each.share !== null);
  const cell = (each: Share): number[] => [names.indexOf(each.name), rows.indexOf(each.row), each.share ?? 0];
  return {
    grid: { left: 330, right: 30, top: 90, bottom: 50 },
    xAxis: { type: "category", data: names, position: "bottom", axisLabel: text, axisTick: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows,
      axisLabel: { ...text, width: 300, overflow: "truncate" },
      axisTick: { show: false },
    },
    visualMap: {
      show: false,
      min: 0,
      max: Math.max(0.01, ...known.map((each) => each.share ?? 0)),
      inRange: { color: [color("--card"), color("--accent")], opacity: [0.15, 0.6] },
    },
    series: [
      {
        type: "heatmap",
        data: known.map(cell),
        label: {
          show: true,
          color: color("--ink"),
          formatter: ({ value }: { value: number[] }) => percent(value[2] ?? 0),
        },
      },
    ],
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

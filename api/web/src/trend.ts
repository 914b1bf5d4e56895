import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Step } from "./chart";
import { colorsOf } from "./colors";

use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** Draws calls with the theme in front of all analysed calls, and the share where a period has enough of them. */
export function drawTrend(place: HTMLElement, steps: Step[], fewest: number): void {
  const drawing = place.querySelector("svg");
  const description = drawing?.getAttribute("aria-label") ?? "Trend";
  const canvas = document.createElement("div");
  canvas.className = "chart-canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", description);
  place.append(canvas);
  drawing?.remove();
  const chart = init(canvas, null, { renderer: "canvas" });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const draw = (): void => chart.setOption(trendOptions(place, steps, fewest, still.matches), { notMerge: true });
  draw();
  dark.addEventListener("change", draw);
  new ResizeObserver(() => chart.resize()).observe(canvas);
}

/** Returns how a trend is drawn in the colours of its place. */
export function trendOptions(place: HTMLElement, steps: Step[], fewest: number, still: boolean): EChartsCoreOption {
  const style = getComputedStyle(place);
  const color = colorsOf(place);
  const [ink, faint, line, card] = [color("--ink-2"), color("--bar-all"), color("--line"), color("--card")];
  const theme = color("--kind");
  const shares = steps.map((step) => (step.all >= fewest ? Math.round((step.calls / step.all) * 1000) / 10 : null));
  const enough = shares.some((share) => share !== null);
  const text = { color: ink, fontFamily: style.fontFamily, fontSize: 12 };
  return {
    animation: !still,
    animationDuration: 300,
    grid: { left: 34, right: enough ? 46 : 10, top: 16, bottom: 30 },
    // Text drawn on the canvas: a tooltip of HTML would need inline styles, which the page's policy refuses.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow", shadowStyle: { color: line, opacity: 0.5 } },
      backgroundColor: card,
      borderColor: line,
      textStyle: { ...text, color: color("--ink") },
      confine: true,
      formatter: (items: unknown) => tip(items, steps),
    },
    xAxis: {
      type: "category",
      data: steps.map((step) => step.label.replace(/ \d{4}$/, "")),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: [
      { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: line } }, splitNumber: 3 },
      {
        type: "value",
        show: enough,
        min: 0,
        max: 100,
        splitLine: { show: false },
        axisLabel: { ...text, formatter: "{value} %" },
        interval: 50,
      },
    ],
    series: [
      { ...bar("all analysed calls", faint), data: steps.map((step) => step.all) },
      { ...bar("with this theme", theme), barGap: "-100%", data: steps.map((step) => step.calls) },
      {
        type: "line",
        name: "share",
        yAxisIndex: 1,
        data: shares,
        symbolSize: 7,
        itemStyle: { color: color("--ink") },
        lineStyle: { color: color("--ink"), width: 1.5 },
      },
    ],
  };
}

function bar(name: string, color: string): object {
  return {
    type: "bar",
    name,
    emphasis: { disabled: true },
    itemStyle: { color, borderRadius: [3, 3, 0, 0] },
    barMaxWidth: 44,
    barCategoryGap: "28%",
  };
}

function tip(items: unknown, steps: Step[]): string {
  const first: unknown = Array.isArray(items) ? items[0] : items;
  const index = (first as { dataIndex?: number } | undefined)?.dataIndex ?? 0;
  const step = steps[index];
  return step ? `${step.label}\n${step.calls} of ${step.all} calls\n${step.share}` : "";
}

/** Returns a function that gives a custom property as a colour the canvas understands: it may hold light-dark() and mixes. */
export function colorsOf(place: HTMLElement): (name: string) => string {
  const style = getComputedStyle(place);
  return (name) => resolved(place, style.getPropertyValue(name).trim());
}

function resolved(place: HTMLElement, value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  place.append(probe);
  const shown = getComputedStyle(probe).color;
  probe.remove();
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!pen) return shown;
  pen.fillStyle = shown;
  pen.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
}

import WaveSurfer from "wavesurfer.js";

export interface Wave {
  place: HTMLElement;
  audio: HTMLAudioElement;
  peaks: number[][];
  duration: number;
  roles: string[];
}

/** Shows a waveform that the audio element and a click move along; two channels are drawn in their speakers' colours. */
export function showWave({ place, audio, peaks, duration, roles }: Wave): WaveSurfer {
  const apart = peaks.length === 2;
  const colors = (): { played: string; ahead: string }[] =>
    peaks.map((_, channel) => roleColors(place, roles[channel] ?? ""));
  const look = (): object => {
    const [first, second] = colors();
    const own = { waveColor: first?.ahead ?? "", progressColor: first?.played ?? "" };
    if (!apart || !second) return own;
    return { splitChannels: [own, { waveColor: second.ahead, progressColor: second.played }].map((c) => ({ ...c })) };
  };
  const wave = WaveSurfer.create({
    container: place,
    media: audio,
    peaks,
    duration,
    height: apart ? 30 : 56,
    barWidth: 2,
    barGap: 1,
    barRadius: 2,
    cursorWidth: 2,
    cursorColor: getComputedStyle(place).getPropertyValue("color"),
    hideScrollbar: true,
    cspNonce: document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.nonce ?? "",
    ...look(),
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => wave.setOptions(look()));
  return wave;
}

function roleColors(place: HTMLElement, role: string): { played: string; ahead: string } {
  const probe = document.createElement("span");
  probe.className = `wave-probe role-${role || "unknown"}`;
  place.append(probe);
  const style = getComputedStyle(probe);
  const found = { played: style.color, ahead: style.backgroundColor };
  probe.remove();
  return found;
}

/** Below these a recording whose outline the service did not measure is decoded here; longer ones play without one. */
const LONGEST_S = 20 * 60;
const LARGEST_BYTES = 40_000_000;
const BARS = 900;
// Enough for the outline of speech, and a sixth of the memory of the usual 48 kHz.
const RATE_HZ = 8000;

interface Recording {
  channels: number;
  duration: number;
  bytes: number;
}

/** Returns the outline of a recording, 0 to 1 for each channel: as the service measured it, or measured here. */
export async function peaksOf(audioUrl: string, { channels, duration, bytes }: Recording): Promise<number[][]> {
  const answer = await fetch(audioUrl.replace(/\/audio$/, "/peaks"), { credentials: "same-origin" });
  const measured = answer.ok ? ((await answer.json()) as { channels: number[][] }).channels : [];
  if (measured.length > 0) {
    return measured.slice(0, channels).map((peaks) => peaks.map((peak) => peak / 100));
  }
  const cheap = duration > 0 && duration < LONGEST_S && bytes < LARGEST_BYTES;
  if (!cheap) throw new Error("too long to be decoded here");
  return measurePeaks(audioUrl, channels);
}

/** Returns, for each channel, the loudest sample of each of `BARS` stretches, scaled so that the loudest is 1. */
async function measurePeaks(url: string, channels: number): Promise<number[][]> {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the recording answered ${answer.status}`);
  const decoder = new OfflineAudioContext(1, 1, RATE_HZ);
  const sound = await decoder.decodeAudioData(await answer.arrayBuffer());
  const drawn = Math.min(channels, sound.numberOfChannels);
  return Array.from({ length: drawn }, (_, channel) => loudest(sound.getChannelData(channel)));
}

function loudest(samples: Float32Array): number[] {
  const step = Math.max(1, Math.floor(samples.length / BARS));
  const peaks: number[] = [];
  for (let start = 0; start < samples.length; start += step) {
    let peak = 0;
    const end = Math.min(samples.length, start + step);
    for (let at = start; at < end; at++) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    peaks.push(peak);
  }
  const most = Math.max(...peaks, 0.01);
  return peaks.map((peak) => peak / most);
}

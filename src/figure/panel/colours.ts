import type { Architecture } from "../../model/architecture.js";
import type { Palette } from "./theme.js";

/** Colours between those of the palette, and which norm has which. */

/** So much of the way from one colour to another, linear in RGB. */
export function mixed(from: string, to: string, share: number): string {
  const [start, end] = [channels(from), channels(to)];
  const mix = start.map((channel, i) => Math.round(channel + ((end[i] as number) - channel) * share));
  return `#${mix.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

/** Colours of a block's norms by name; each norm has the same colour in every selection. */
export function normColours({ sites }: Architecture, { norms, ink }: Palette): ReadonlyMap<string, string> {
  const inBlocks = sites.filter(({ scope }) => scope === "block");
  return new Map(inBlocks.map(({ name }, i) => [name, norms[i % norms.length] ?? ink]));
}

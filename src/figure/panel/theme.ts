import type { ThemeName } from "../../model/figure.js";
import type { FontStyle } from "./text.js";

/** Colours of one theme. Blue and vermilion are Okabe and Ito's (2008): distinct for every eye, and in greyscale. */
export interface Palette {
  readonly background: string;
  readonly ink: string;
  readonly quietInk: string;
  readonly gutter: string;
  readonly axis: string;
  readonly pre: string;
  readonly post: string;
  /** Pre as a filled area under the outline of post. */
  readonly preFill: string;
  readonly change: string;
  /** Very many dots over each other. */
  readonly dust: string;
  /** The norms of a block, in the order of the forward pass. */
  readonly norms: readonly string[];
  /** Ends and middle of a diverging scale: below, at, above. */
  readonly below: string;
  readonly level: string;
  readonly above: string;
  /** A cell of a tensor that did not change at all. */
  readonly frozen: string;
}

const PALETTES: Readonly<Record<ThemeName, Palette>> = {
  light: {
    background: "#ffffff",
    ink: "#1a1a1a",
    quietInk: "#5f6670",
    gutter: "#eef0f3",
    axis: "#5f6670",
    pre: "#0072B2",
    post: "#D55E00",
    preFill: "#8CC0DE",
    change: "#868b93",
    dust: "#5C9FCB",
    norms: ["#4A2D8F", "#1B8A5A", "#A3356B", "#8A6A00", "#1F7A8C", "#7A4B2A"],
    below: "#B35806",
    level: "#f4f4f4",
    above: "#3D2B8C",
    frozen: "#dcdfe4",
  },
  dark: {
    background: "#16181d",
    ink: "#f0f1f3",
    quietInk: "#a4abb6",
    gutter: "#262a32",
    axis: "#8b929d",
    pre: "#56B4E9",
    post: "#F58A3C",
    preFill: "#2F6A8C",
    change: "#7d838d",
    dust: "#3F86AE",
    norms: ["#B9A6F2", "#4FC78F", "#F08DB8", "#D9B84A", "#6CC7D9", "#D3A27C"],
    below: "#F0923B",
    level: "#22252b",
    above: "#A48FF0",
    frozen: "#434955",
  },
};

export const THEMES = Object.keys(PALETTES) as readonly ThemeName[];

export function paletteOf(theme: ThemeName): Palette {
  return PALETTES[theme];
}

export const FONT_FAMILY = "Inter";
/** What a browser without the font falls back to. */
const FONT_STACK = `${FONT_FAMILY}, Helvetica, Arial, sans-serif`;

/** CSS pixels per point. */
const PX_PER_PT = 96 / 72;

/** Text sizes in pixels: 7 pt as journals ask for, the title a little larger, notes a little smaller. */
export const TEXT = {
  size: 7 * PX_PER_PT,
  titleSize: 9 * PX_PER_PT,
  noteSize: 6.25 * PX_PER_PT,
  headSize: 8 * PX_PER_PT,
};

/** Of a line, in ems. */
export const LINE_HEIGHT = 1.3;

export const REGULAR = 400;
export const SEMI_BOLD = 600;

export const NOTE_FONT: FontStyle = { size: TEXT.noteSize, weight: REGULAR };
export const LABEL_FONT: FontStyle = { size: TEXT.size, weight: REGULAR };

/** Vega-Lite's `config` for a palette. */
export function themeConfig(palette: Palette): Record<string, unknown> {
  return {
    // Without roles and descriptions the SVG is a third smaller; the picture has one title for screen readers.
    aria: false,
    background: palette.background,
    font: FONT_STACK,
    view: { stroke: null },
    title: {
      anchor: "start",
      frame: "group",
      fontSize: TEXT.titleSize,
      fontWeight: SEMI_BOLD,
      color: palette.ink,
      subtitleFontSize: TEXT.size,
      subtitleFontWeight: REGULAR,
      subtitleColor: palette.quietInk,
      subtitlePadding: 4,
      subtitleLineHeight: TEXT.size * LINE_HEIGHT,
    },
    axis: {
      grid: false,
      labelFontSize: TEXT.size,
      labelFontWeight: REGULAR,
      labelColor: palette.quietInk,
      labelPadding: 2,
      labelOverlap: false,
      domainColor: palette.axis,
      domainWidth: 0.6,
      tickColor: palette.axis,
      tickWidth: 0.6,
      tickSize: 3,
      title: null,
    },
    text: { fontSize: TEXT.size, fontWeight: REGULAR, color: palette.ink },
  };
}

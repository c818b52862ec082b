/** What a figure is. */

export type ThemeName = "light" | "dark";

/** A Vega-Lite specification: plain JSON data. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** The size of a picture, in CSS pixels (96 per inch) before `zoom`. */
export interface PictureSize {
  readonly width: number;
  /** What the picture fills if it can; null: it is as tall as it needs to be. */
  readonly height: number | null;
  /** How much larger than in print everything is drawn, text included: what is projected is read from afar. */
  readonly zoom: number;
}

export interface FigureOptions extends PictureSize {
  readonly theme: ThemeName;
  /** Replaces the computed title. */
  readonly title: string | null;
  /** For a page that people explore: tooltips, and a parameter `dims` that highlights dimensions. */
  readonly interactive: boolean;
  /** For figures of single dimensions: these; without, those that moved most. */
  readonly dims?: readonly number[];
}

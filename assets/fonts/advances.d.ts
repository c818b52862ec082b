/** First code point of a range, then each character's advance in thousandths of an em; 0 where the font has none. */
export type AdvanceRange = readonly [firstCodePoint: number, advances: string];

export declare const FONT_ADVANCES: Readonly<Record<"regular" | "semiBold", readonly AdvanceRange[]>>;

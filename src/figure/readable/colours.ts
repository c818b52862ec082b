import type { Fields } from "../panel/fields.js";
import { type Palette, paletteOf, THEMES } from "../panel/theme.js";

/** The parameter that has all colours of a figure by name, so that each can be changed at one place. */
const NAME = "colours";

const CHANNELS = ["fill", "stroke"] as const;

/** As marks take the colour of a row, alone or where it has one. */
const OF_ROW = /^datum\.(fill|stroke)$|(?<=\? )datum\.(fill|stroke)(?= : null$)/;

/** Names for the colours of a theme. */
export class Colours {
  readonly #nameOf = new Map<string, string>();
  readonly #used = new Map<string, string>();

  constructor({ background }: Fields) {
    const palette =
      THEMES.map(paletteOf).find((theme) => theme.background === background) ?? paletteOf("light");
    for (const [name, colour] of namesIn(palette)) {
      if (!this.#nameOf.has(colour)) this.#nameOf.set(colour, name);
    }
  }

  /** A row with the names of its colours; of mixed colours there are too many. */
  named(row: Fields): Fields {
    const names = CHANNELS.flatMap((channel) => {
      const name = this.#nameFor(row[channel]);
      return name === null ? [] : [[channel, name] as const];
    });
    return { ...row, ...Object.fromEntries(names) };
  }

  /** A layer with the names of the colours of its mark and its encoding. */
  inLayer(layer: Fields): Fields {
    const channels = CHANNELS.filter((channel) => isOfRow(layer.encoding as Fields, channel));
    const transform = channels.map((channel) => ({ calculate: ofRows(`datum.${channel}`), as: channel }));
    return {
      ...layer,
      ...(transform.length === 0 ? {} : { transform }),
      mark: this.inside(layer.mark),
      encoding: this.inside(layer.encoding),
    };
  }

  /** A part of a specification with the names of the colours in it. */
  inside(value: unknown): unknown {
    const name = this.#nameFor(value);
    if (name !== null) return { expr: `${NAME}.${name}` };
    if (Array.isArray(value)) return value.map((item) => this.inside(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === "expr" && typeof member === "string" ? ofRows(member) : this.inside(member),
      ]),
    );
  }

  params(): readonly Fields[] {
    return [{ name: NAME, value: Object.fromEntries(this.#used) }];
  }

  #nameFor(value: unknown): string | null {
    const name = typeof value === "string" ? this.#nameOf.get(value) : undefined;
    if (name === undefined) return null;
    this.#used.set(name, value as string);
    return name;
  }
}

function namesIn(palette: Palette): readonly (readonly [name: string, colour: string])[] {
  return Object.entries(palette).flatMap(([name, colour]) =>
    typeof colour === "string"
      ? [[name, colour] as const]
      : (colour as readonly string[]).map((one, i) => [`${name}${i + 1}`, one] as const),
  );
}

/** Does the channel show the colour in a row's field, as it is? */
function isOfRow(encoding: Fields, channel: string): boolean {
  const { field, scale } = (encoding[channel] ?? {}) as Fields;
  return field === channel && scale === null;
}

/** An expression of a row's colour, which is a name or, of mixed ones, the colour itself. */
function ofRows(expression: string): string {
  return expression.replace(OF_ROW, (field) => `${NAME}[${field}] || ${field}`);
}

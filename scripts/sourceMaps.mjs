// Source maps of the program, so that --debug names files of src/: each output of the bundler has one, and what is put
// together from several outputs has one of sections (https://tc39.es/ecma426, "index source maps"), which Node reads.

/** Text of a file that is put together, and the maps of its parts. */
export class MappedText {
  #text = "";
  #line = 0;
  #column = 0;
  #sections = [];

  /** `map`: of this part alone; without, nothing is known of it. */
  add(text, map = null) {
    if (map !== null) {
      this.#sections.push({ offset: { line: this.#line, column: this.#column }, map: withoutText(map) });
    }
    this.#text += text;
    const lines = text.split("\n");
    this.#line += lines.length - 1;
    this.#column = (lines.length === 1 ? this.#column : 0) + lines.at(-1).length;
    return this;
  }

  /** The text, which names its map, and the map. */
  finish(fileName) {
    // Node looks for sources beside the sections too.
    const map = { version: 3, file: fileName, sources: [], sections: this.#sections };
    return {
      text: `${this.#text}\n//# sourceMappingURL=${fileName}.map\n`,
      map: `${JSON.stringify(map)}\n`,
    };
  }
}

/** The sources themselves are not shipped: their names and lines say enough. */
function withoutText({ version, sources, names, mappings }) {
  return { version, sources: sources.map(fromRoot), names, mappings };
}

/** "../../src/cli/run.ts" -> "src/cli/run.ts" */
function fromRoot(source) {
  return source.replace(/^(\.\.\/)+/, "");
}

/** A map as a comment that esbuild reads, so that what it makes of the code is mapped to where that came from. */
export function inlineMap(mapText) {
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(mapText).toString("base64")}`;
}

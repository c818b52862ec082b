import { WdistError } from "../../errors.js";
import { type OpenOptions, openCheckpoint, withCheckpoint } from "../../family/checkpoint.js";
import type { GptModel, ModelInfo } from "../../model/norms.js";
import type { Opened } from "../output/notices.js";
import { AT_ONCE, inOrder } from "./inOrder.js";
import { refuseMistyped } from "./nearMatch.js";
import { withSharedBaseline } from "./sharedBaseline.js";

/** The checkpoints of a run: how they are opened, and which they were. All of them are closed by whoever opened them here. */
export class Checkpoints {
  readonly #sources: Partial<OpenOptions>;
  readonly #labels: readonly string[];
  readonly #at: readonly string[];
  readonly #opened: Opened[] = [];

  /**
   * `labels`: what the user calls them, in the order of the arguments; empty for names made from their paths. `at`: where in
   * their files they are, one for all or in the same order; empty for the only one that is whole.
   */
  constructor(sources: Partial<OpenOptions>, labels: readonly string[], at: readonly string[]) {
    this.#sources = sources;
    this.#labels = labels;
    this.#at = at;
  }

  /** What opening them needs, for what is opened otherwise. */
  get sources(): Partial<OpenOptions> {
    return this.#options(0);
  }

  /** `place`: which of the arguments it is. */
  async with<T>(path: string, action: (model: GptModel) => Promise<T>, place = 0): Promise<T> {
    await refuseMistyped(path);
    const label = this.#labels[place];
    const open = (model: GptModel) => action(this.#remember(path, labelled(model, label)));
    return withCheckpoint(path, open, this.#options(place));
  }

  /** One, and another beside it where there is one. */
  withOptional<T>(
    path: string,
    other: string | null,
    action: (model: GptModel, other: GptModel | null) => Promise<T>,
  ): Promise<T> {
    return other === null
      ? this.with(path, (model) => action(model, null))
      : this.withBoth(path, other, action);
  }

  withBoth<T>(pre: string, post: string, action: (pre: GptModel, post: GptModel) => Promise<T>): Promise<T> {
    return this.with(pre, (before) => this.with(post, (after) => action(before, after), 1));
  }

  /** Any number of them, some at once; results in the order of the paths. */
  each<T>(paths: readonly string[], action: (path: string, model: GptModel) => Promise<T>): Promise<T[]> {
    return inOrder([...paths.entries()], AT_ONCE, ([place, path]) =>
      this.with(path, (model) => action(path, model), place),
    );
  }

  /** The same, but one that cannot be read does not stop the others: its error takes its place. */
  eachOrError<T>(
    paths: readonly string[],
    action: (path: string, model: GptModel) => Promise<T>,
  ): Promise<(T | WdistError)[]> {
    return inOrder([...paths.entries()], AT_ONCE, async ([place, path]) => {
      try {
        return await this.with(path, (model) => action(path, model), place);
      } catch (error) {
        if (error instanceof WdistError) return error;
        throw error;
      }
    });
  }

  /** Runs an action with a way to a checkpoint that others are held against; null where there is none. */
  withShared<T>(
    path: string | null,
    action: (openShared: () => Promise<GptModel | null>) => Promise<T>,
  ): Promise<T> {
    if (path === null) return action(async () => null);
    const open = async () => {
      await refuseMistyped(path);
      return this.#remember(path, await openCheckpoint(path, this.#options(0)));
    };
    return withSharedBaseline(open, action);
  }

  /** All that were opened, those of `paths` first and in that order. */
  opened(paths: readonly string[]): readonly Opened[] {
    const place = ({ typed }: Opened) => (paths.includes(typed) ? paths.indexOf(typed) : paths.length);
    return this.#opened.toSorted((a, b) => place(a) - place(b));
  }

  /** What was read, none of which an output may replace. */
  files(): readonly ModelInfo[] {
    return this.#opened.map(({ info }) => info);
  }

  #options(place: number): Partial<OpenOptions> {
    const at = this.#at[place] ?? this.#at[0];
    return at === undefined ? this.#sources : { ...this.#sources, at };
  }

  #remember(typed: string, model: GptModel): GptModel {
    this.#opened.push({ typed, info: model.info });
    return model;
  }
}

function labelled(model: GptModel, label: string | undefined): GptModel {
  return label === undefined ? model : { ...model, info: { ...model.info, label } };
}

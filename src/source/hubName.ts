import { WdistError } from "../errors.js";

/** A model on the Hugging Face hub, as the user named it. */
export interface HubModel {
  /** "owner/name", or "name" for the few that have no owner. */
  readonly repository: string;
  /** A branch, tag or commit; null for the default branch. */
  readonly revision: string | null;
  /** The path of a file in the repository, or of a folder that holds a model; null for the one that transformers would load. */
  readonly file: string | null;
}

const SCHEME = "hf://";
/** The hub's own rule for names: no dash or dot at either end, and no `--` or `..` within. */
const NAME = "[A-Za-z0-9_](?:[A-Za-z0-9_]|[-.](?![-.]))*";
const REPOSITORY = new RegExp(`^(?:${NAME}/)?${NAME}$`);
const MAX_NAME_LENGTH = 96;
const MAX_REVISION_LENGTH = 255;
/** What ends like this was meant to be a file. */
const FILE_ENDING = /\.(safetensors|bin|pt|pth|ckpt|h5|msgpack|gguf|npz|json|index|git)$/i;

/** Has it the form of a model's name on the hub? Only asked where no such path exists. */
export function isHubId(typed: string): boolean {
  return isRepository(typed) && !FILE_ENDING.test(typed);
}

/** Has it the form of a repository's name? */
export function isRepository(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && REPOSITORY.test(name) && !/[-.]$|[-.]\//.test(name);
}

export function isHubUrl(typed: string): boolean {
  return typed.startsWith(SCHEME);
}

/**
 * Understands `hf://owner/name[@revision][/path]`.
 * @throws WdistError USAGE
 */
export function parseHubUrl(typed: string): HubModel {
  const [, owner, name, revision, file] =
    /^hf:\/\/(?:([^/@]+)\/)?([^/@]+)(?:@([^/]+))?(?:\/([^@]+?)\/?)?$/.exec(typed) ?? [];
  const repository = owner === undefined ? (name ?? "") : `${owner}/${name}`;
  // A slash in a branch's name is written %2F.
  const decoded = revision === undefined ? null : percentDecoded(revision);
  const isWrong =
    !isRepository(repository) ||
    (revision !== undefined && (decoded === null || !isRevision(decoded))) ||
    (file !== undefined && !isFilePath(file));
  if (isWrong) {
    throw new WdistError("USAGE", {
      where: typed,
      what: "names no model of the Hugging Face hub",
      fix: "write hf://owner/name, hf://owner/name@revision or hf://owner/name@revision/file",
    });
  }
  return { repository, revision: decoded, file: file ?? null };
}

/** A commit's name: all hubs have Git's. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A branch, a tag or a commit: Git does not let any of them be a path that leads elsewhere. */
export function isRevision(text: string): boolean {
  return text.length <= MAX_REVISION_LENGTH && text.split("/").every(isPathPart);
}

/** The path of a file in a repository: relative, and downwards. */
export function isFilePath(text: string): boolean {
  return text.split("/").every(isPathPart);
}

function isPathPart(text: string): boolean {
  return !/^\.{0,2}$/.test(text) && !/[/\\]|\p{Cc}/u.test(text);
}

/** Null where what follows a percent sign is not a byte, or the bytes are not text. */
export function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** How a file of the model is shown. */
export function hubLabel({ repository, revision }: HubModel, file: string): string {
  const at = revision === null ? "" : `@${encodeURIComponent(revision)}`;
  return `${SCHEME}${repository}${at}/${file}`;
}

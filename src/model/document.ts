/** What people read. */

/** The program that made a document. */
export interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

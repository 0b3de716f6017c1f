import type { Token } from "./token.ts";

/** Tokens in brackets, or an indented block. */
export interface Group {
  readonly type: "group";
  readonly open: "(" | "[" | "{";
  /** Whether it is a block that is recognised by its indentation. */
  readonly isBlock: boolean;
  readonly items: Node[];
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly startsLine: boolean;
  endLine: number;
}

/** A token or a group. */
export type Node = Token | Group;

/** Deepest nesting. Brackets that are nested deeper are ignored. */
const maxDepth = 80;
const closing: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Groups tokens by their brackets and, in languages without braces, by their indentation. Unbalanced brackets are ignored. */
export function groupTokens(tokens: readonly Token[], isIndented: boolean): Node[] {
  const root = newGroup("{", { offset: 0, line: 1, column: 1, startsLine: true, endLine: 1 }, false);
  const stack: Group[] = [root];
  const indents = [1];
  let last: Token | undefined;
  const top = (): Group => stack.at(-1) ?? root;
  for (const token of tokens) {
    if (isIndented && token.startsLine) {
      if (top().isBlock || top() === root) indent(token, last, stack, indents);
      else leaveBroken(token, stack, indents);
    }
    last = token;
    push(token, stack);
  }
  for (const group of stack) group.endLine = last?.endLine ?? 1;
  return root.items;
}

/** Returns whether a node is a group with a bracket. */
export function isGroup(node: Node | undefined): node is Group;
export function isGroup<Open extends Group["open"]>(node: Node | undefined, open: Open): node is Group & { open: Open };
export function isGroup(node: Node | undefined, open?: Group["open"]): boolean {
  return node !== undefined && node.type === "group" && (open === undefined || node.open === open);
}

/** Returns whether a node is a mark. */
export function isMark(node: Node | undefined, text: string): boolean {
  return node !== undefined && node.type === "mark" && node.text === text;
}

/** Returns the name of a node; undefined if it is not a word. */
export function wordOf(node: Node | undefined): string | undefined {
  return node !== undefined && node.type === "word" ? node.text : undefined;
}

function newGroup(
  open: Group["open"],
  { offset, line, column, startsLine, endLine }: Pick<Token, "offset" | "line" | "column" | "startsLine" | "endLine">,
  isBlock: boolean,
): Group {
  return { type: "group", open, isBlock, items: [], offset, line, column, startsLine, endLine };
}

function push(token: Token, stack: Group[]): void {
  const items = stack.at(-1)?.items ?? [];
  if (token.type !== "mark" || !/^[()[\]{}]$/.test(token.text)) items.push(token);
  else if (token.text in closing) close(token, stack);
  else if (stack.length < maxDepth) {
    const group = newGroup(token.text as Group["open"], token, false);
    items.push(group);
    stack.push(group);
  }
}

function close(token: Token, stack: Group[]): void {
  const open = closing[token.text];
  const top = stack.at(-1);
  if (stack.length === 1 || top === undefined || top.isBlock || top.open !== open) return;
  top.endLine = token.line;
  stack.pop();
}

function indent(token: Token, last: Token | undefined, stack: Group[], indents: number[]): void {
  while (stack.length > 1 && token.column < (indents.at(-1) ?? 1)) {
    const group = stack.pop();
    if (group !== undefined) group.endLine = last?.endLine ?? group.line;
    indents.pop();
  }
  const continues = last?.type === "mark" && /^(?:,|\\|\.|\+|&&|\|\||=|=>|\()$/.test(last.text);
  if (token.column <= (indents.at(-1) ?? 1) || continues || /^[.&|+]/.test(token.text) || stack.length >= maxDepth)
    return;
  const group = newGroup("{", token, true);
  stack.at(-1)?.items.push(group);
  stack.push(group);
  indents.push(token.column);
}

/** Leaves brackets that were never closed when a definition starts at the first column. */
function leaveBroken(token: Token, stack: Group[], indents: number[]): void {
  if (token.column > 1 || !/^(?:class|def|module|import|from)$/.test(token.text)) return;
  stack.length = 1;
  indents.length = 1;
}

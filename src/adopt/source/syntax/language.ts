/**
 * A language whose sources are read. TypeScript stands for JavaScript and GraphQL as well, C for C++ and the headers of Objective-C, and Java
 * and Kotlin for Dart and Scala, whose declarations are alike.
 */
export type Language =
  | "typescript"
  | "go"
  | "java"
  | "kotlin"
  | "csharp"
  | "python"
  | "php"
  | "ruby"
  | "rust"
  | "swift"
  | "c"
  | "elixir"
  | "erlang"
  | "protobuf";

/** How the lexer of a language reads comments, strings and blocks. */
export interface LanguageRules {
  /** Character that starts a comment on its own: `#`, or `%` of Erlang; empty if none does. */
  readonly hashComment: string;
  /** Whether `//` and `/*` start comments. */
  readonly hasSlashComments: boolean;
  /** Quotes of strings that end at the end of their line. */
  readonly lineQuotes: string;
  /** Quotes of strings that may contain lines. */
  readonly textQuotes: string;
  /** Whether three quotes enclose a text. */
  readonly hasTripleQuotes: boolean;
  /** Whether blocks are recognised by their indentation. */
  readonly isIndented: boolean;
  /** Characters that may precede the name of a variable. */
  readonly sigils: string;
}

const braces: LanguageRules = {
  hashComment: "",
  hasSlashComments: true,
  lineQuotes: "\"'",
  textQuotes: "",
  hasTripleQuotes: false,
  isIndented: false,
  sigils: "",
};

/** Rules of the lexer, by language. */
export const languageRules: Readonly<Record<Language, LanguageRules>> = {
  typescript: { ...braces, textQuotes: "`" },
  go: { ...braces, textQuotes: "`" },
  java: { ...braces, hasTripleQuotes: true },
  kotlin: { ...braces, hasTripleQuotes: true },
  csharp: { ...braces, hasTripleQuotes: true },
  protobuf: braces,
  swift: { ...braces, lineQuotes: '"', hasTripleQuotes: true },
  c: braces,
  rust: { ...braces, lineQuotes: "", textQuotes: '"' },
  php: { ...braces, hashComment: "#", lineQuotes: "", textQuotes: "\"'`", sigils: "$" },
  python: {
    ...braces,
    hashComment: "#",
    hasSlashComments: false,
    hasTripleQuotes: true,
    isIndented: true,
  },
  ruby: {
    ...braces,
    hashComment: "#",
    hasSlashComments: false,
    lineQuotes: "",
    textQuotes: "\"'`",
    isIndented: true,
    sigils: "@$",
  },
  elixir: {
    ...braces,
    hashComment: "#",
    hasSlashComments: false,
    lineQuotes: "",
    textQuotes: "\"'",
    hasTripleQuotes: true,
    isIndented: true,
    sigils: "@",
  },
  erlang: { ...braces, hashComment: "%", hasSlashComments: false, lineQuotes: "", textQuotes: "\"'" },
};

const extensions: readonly (readonly [Language, RegExp])[] = [
  ["typescript", /\.(?:[cm]?[jt]sx?|graphqls?|gql)$/i],
  ["go", /\.go$/i],
  ["java", /\.(?:java|dart)$/i],
  ["kotlin", /\.(?:kts?|scala)$/i],
  ["csharp", /\.cs$/i],
  ["python", /\.pyi?$/i],
  ["php", /\.(?:php|inc)$/i],
  ["ruby", /\.(?:rb|rake)$/i],
  ["rust", /\.rs$/i],
  ["protobuf", /\.proto$/i],
  ["swift", /\.swift$/i],
  ["elixir", /\.exs?$/i],
  ["erlang", /\.[eh]rl$/i],
  ["c", /\.(?:[ch](?:pp|xx|c|h)?|ipp|inl)$/i],
];

/** Lines that only sources of a language have, for texts without the name of a file. */
const shapes: readonly (readonly [Language, RegExp])[] = [
  ["php", /^\s*<\?php/],
  ["c", /^\s*#\s*(?:include\s*[<"]|pragma once|define [A-Z]\w*[ \t(])/m],
  [
    "swift",
    /^\s*(?:(?:public )?extension \w+[^\n]*\{|import Foundation\s*$|(?:public )?enum \w+\s*:\s*(?:String|Int)\b)/m,
  ],
  ["protobuf", /^\s*syntax\s*=\s*"proto\d"\s*;/m],
  ["go", /^package \w+\s*$/m],
  ["kotlin", /^\s*(?:enum|sealed|data) class \w+/m],
  ["csharp", /^\s*(?:using [\w.]+;|namespace [\w.]+)/m],
  ["java", /^\s*(?:package [\w.]+;|import (?:static )?[\w.*]+;|public (?:final )?(?:enum|class) \w+)/m],
  ["rust", /^\s*(?:pub (?:enum|struct|fn|const)\b|#\[derive\(|use (?:crate|std)::)/m],
  ["python", /^\s*(?:class \w+(?:\([\w., =]*\))?:|from [\w.]+ import )\s*/m],
  ["elixir", /^\s*defmodule [A-Z][\w.]* do\s*$/m],
  ["erlang", /^-module\(\w+\)\.\s*$/m],
  ["ruby", /^\s*(?:module [A-Z]\w*|class [A-Z]\w*(?:\s*<\s*[\w:]+)?)\s*$/m],
  [
    "typescript",
    /^\s*(?:export\s+(?:default\s+)?(?:const|enum|class|function|abstract)|import .* from ['"]|const \w+ = (?:\{|require))/m,
  ],
];

/** Returns the language of a source by the name of its file or, if the name has no extension, by its shape. */
export function languageOf(file: string, text: string): Language | undefined {
  // Files of Objective-C have the extension of those of MATLAB.
  if (/\.mm?$/i.test(file))
    return /^\s*(?:#import\b|@(?:implementation|interface|import)\b)/m.test(text) ? "c" : undefined;
  const named = extensions.find(([, pattern]) => pattern.test(file))?.[0];
  if (named !== undefined) return named;
  if (/\.\w{1,8}$/.test(file) || /^\w+:\/\//.test(file)) return undefined;
  const start = text.slice(0, 4_000);
  if (/^\s*(?:[<{[]|#{1,6} |---)/.test(start) && !/^\s*<\?php/.test(start)) return undefined;
  return shapes.find(([, pattern]) => pattern.test(start))?.[0];
}

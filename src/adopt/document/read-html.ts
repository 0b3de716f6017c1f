import { Parser } from "htmlparser2";
import type { Document } from "./block.ts";
import { BlockBuilder } from "./block-builder.ts";
import { tooDeep } from "./limits.ts";

/** Reads a page of HTML, also with elements that are left open. @throws AdoptError for nesting deeper than 1,000 elements */
export function readHtml(text: string): Document {
  const builder = new BlockBuilder();
  const parser = htmlParser(builder, (index) => index);
  parser.write(text);
  parser.end();
  return { blocks: builder.finish(text.length), components: builder.components, frontMatter: {} };
}

/**
 * Creates a parser that passes elements to a builder.
 *
 * @param offsetOf turns the parser's offset into that of the source
 * @param add passes the texts between elements on
 */
export function htmlParser(
  builder: BlockBuilder,
  offsetOf: (index: number) => number,
  add = (text: string, offset: number): void => builder.add(text, offset),
): Parser {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > maxDepth) throw tooDeep(maxDepth);
        builder.open(name, attributes, offsetOf(parser.startIndex));
      },
      onclosetag(name) {
        depth -= 1;
        builder.close(name, offsetOf(parser.startIndex));
      },
      ontext(text) {
        add(text, offsetOf(parser.startIndex));
      },
    },
    { decodeEntities: true, lowerCaseAttributeNames: true },
  );
  return parser;
}

/** Deepest nesting of elements. Pages of documentation stay below 100. */
const maxDepth = 1_000;

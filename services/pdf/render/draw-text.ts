import type { Block } from "../designs/page-description.ts";
import { leading, linesOf, startOf } from "./lines.ts";
import type { Sheet } from "./sheet.ts";
import { fill, type Scope } from "./template.ts";

/** Draws a text, line by line, over as many pages as it takes. */
export function drawText(sheet: Sheet, { text, size, bold, align }: Block<"text">, scope: Scope): void {
  const font = bold ? sheet.bold : sheet.regular;
  const content = fill(text, scope);
  sheet.spend(content.length);
  for (const line of linesOf(content, font, size, sheet.width)) {
    const { page, top } = sheet.take(size * leading);
    const x = startOf(align, sheet.left, sheet.width, font.widthOfTextAtSize(line, size));
    if (line !== "") page.drawText(line, { x, y: top - size, size, font });
  }
}

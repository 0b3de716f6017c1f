import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string): readonly string[] {
  return adopt([{ file: "errors.md", text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map(({ value }) => value)].join(" "),
  );
}

const rows =
  "| HTTP code | type | value | описание |\n|---|---|---|---|\n| 403 | lending | book_lent | The book is lent. |\n| 403 | lending | *field_name* | A field is wrong. |\n| 429 | old_cards | too_many_cards | There are too many. |\n\n";
const body = '```json\n{ "errors": [{ "type": "lending", "value": "book_lent" }] }\n```\n\n';

describe("codes that bodies show", () => {
  test("are those of the column that is named as their member, where bodies have no member for codes", () => {
    expect(found(`# Ошибки\n\n${rows}${body}`)).toEqual(["lending 403", "old_cards 429"]);
  });

  test("are classes where bodies also have codes", () => {
    const coded = '```json\n{ "error": { "type": "lending", "code": "book_old" } }\n```\n\n';
    const codes =
      "| type | code | description |\n|---|---|---|\n| lending | book_old | It is old. |\n| lending | book_lent | It is lent. |\n";
    expect(found(`# Errors\n\n${coded}${codes}`)).toEqual(["book_old", "book_lent"]);
  });

  test("are read from bodies with only the member that has listed codes, if they describe failures", () => {
    const others =
      'The desk answers `404 Not Found`:\n\n```json\n{ "type": "not_found" }\n```\n\nA book:\n\n```json\n{ "type": "paper_book", "pages": 12 }\n```\n';
    expect(found(`# Errors\n\n${rows}${body}${others}`)).toEqual(["lending 403", "old_cards 429", "not_found 404"]);
  });

  test("are read from sentences about their member behind a status, and not from conditions", () => {
    const sentences =
      "The desk answers `503 Service Unavailable`, and `type` will be `desk_unavailable`.\n\nIt answers 400 if `type` contains `invalid_cover`.\n\nПридёт `409 Conflict` и `type` будет содержать\n`book_conflict`.\n\nIt answers 404, and `type` contains `paper_book`.\n";
    expect(found(`# Errors\n\n${rows}${body}${sentences}`)).toEqual([
      "lending 403",
      "old_cards 429",
      "desk_unavailable 503",
      "book_conflict 409",
    ]);
  });

  test("are not the names of fields in tables with types in other languages", () => {
    const fields = (title: string): string =>
      `| Имя | ${title} | Описание |\n|---|---|---|\n| fallback_url | string or null | The address. |\n| captcha_url | string | The other. |\n\n`;
    for (const title of ["Тип", "Typ", "类型", "タイプ"])
      expect(found(`# Errors\n\n${rows}${body}${fields(title)}`)).toEqual(["lending 403", "old_cards 429"]);
  });
});

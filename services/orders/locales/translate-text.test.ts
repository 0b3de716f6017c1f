import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-orders.ts";
import { orders } from "../contract.ts";
import { templates } from "./texts/templates.ts";
import { localizeTexts, translateText } from "./translate-text.ts";

const others = orders.languages.filter((language) => language !== "en");

describe("translateText", () => {
  it.each(others)("translates every text into %s and keeps its values", (language) => {
    for (const template of templates) {
      const values: Record<string, string> = {
        problem: "is empty",
        type: "string",
        options: '"a"|"b"',
        pattern: "/x/",
      };
      const text = template.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "1234");
      const translated = translateText(text, language);
      expect(translated).not.toBe(text);
      expect(translated).not.toMatch(/[{}]|undefined/);
      expect(translated.match(/1234/g)).toEqual(text.match(/1234/g));
    }
  });

  it("translates the text within a text", () => {
    expect(translateText("The table cannot be read at line 3: a quotation mark is not closed.", "de")).toBe(
      "Die Tabelle ist ab Zeile 3 nicht lesbar: ein Anführungszeichen wird nicht geschlossen.",
    );
  });

  it("leaves English, other languages and other texts as they are", () => {
    for (const language of ["en", "pt"]) expect(translateText("is empty", language)).toBe("is empty");
    expect(translateText("Something else.", "de")).toBe("Something else.");
    const value = {
      columns: ["is empty"],
      wrong: [{ column: "is empty", problem: "is empty", line: 1 }],
      missing: null,
    };
    expect(localizeTexts(value, "de")).toEqual({ ...value, wrong: [{ ...value.wrong[0], problem: "ist leer" }] });
  });
});

describe("texts within responses", () => {
  onEveryEngine((running) => {
    const fails = async (text: string, options: object = {}) => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "csv_to_json", options });
      await user.uploadTable(path, text);
      await user.post(`${path}/confirm`);
      await running().work();
      return { user, path };
    };

    it.each(others)("are in %s for every field that is wrong", async (language) => {
      const user = await running().openUser();
      const body = { type: "images_to_pdf", quantity: 0, options: { margin: 999, title: 7, pageSize: "A3", x: 1 } };
      const accept = { "Content-Type": "application/json", "Accept-Language": language };
      const english = await user.post("/v1/orders", body);
      const reply = await user.send("POST", "/v1/orders", JSON.stringify(body), accept);
      expect(reply.headers.get("content-language")).toBe(language);
      const messages = (details: any) => details.map(({ message }: any) => message);
      expect(messages(reply.json.details)).toEqual(
        messages(english.json.details).map((text: string) => translateText(text, language)),
      );
      for (const message of messages(reply.json.details)) expect(messages(english.json.details)).not.toContain(message);
    });

    it.each(others)("are in %s for a time, a month and a name that nobody can see", async (language) => {
      const user = await running().openUser();
      const accept = { "Content-Type": "application/json", "Accept-Language": language };
      for (const path of ["/v1/orders?createdFrom=yesterday", "/v1/usage/movements?month=2026-13"]) {
        const english = (await user.get(path)).json.details.problem;
        const { problem } = (await user.get(path, accept)).json.details;
        expect([problem, problem === english]).toEqual([translateText(english, language), false]);
      }
      const hook = JSON.stringify({ url: "https://example.com/hook", description: "\u200b" });
      const [detail] = (await user.send("POST", "/v1/webhooks", hook, accept)).json.details;
      expect(detail.message).toBe(translateText("Must contain a visible character.", language));
    });

    it("are in the language of the request for a query, a body that is not JSON and a URL", async () => {
      const user = await running().openUser();
      const accept = { "Content-Type": "application/json", "Accept-Language": "de" };
      expect((await user.get("/v1/orders?limit=x", accept)).json.details.problem).toBe(
        "Muss eine ganze Zahl in Dezimalziffern sein.",
      );
      const broken = await user.send("POST", "/v1/orders", "{", accept);
      expect(broken.json.details[0].message).toBe("Der Inhalt ist ab Zeile 1, Spalte 2 (am Ende) kein gültiges JSON.");
      const hook = JSON.stringify({ url: "http://10.0.0.1/" });
      const { json } = await user.send("POST", "/v1/webhooks", hook, accept);
      expect(json.details[0].message).toBe("Muss eine Adresse im öffentlichen Internet sein.");
    });

    it("are in the language of the request for the failure of an order, and in English without one", async () => {
      const { user, path } = await fails("a,b\n1,2,3\n");
      const english = (await user.get(path)).json.failure;
      expect(english.problem).toBe(
        "The table cannot be read at line 2: the row has more or fewer cells than the first row.",
      );
      const reply = await user.get(path, { "Accept-Language": "de" });
      expect(reply.json.failure).toEqual({
        ...english,
        problem: "Die Tabelle ist ab Zeile 2 nicht lesbar: die Zeile hat mehr oder weniger Zellen als die erste.",
      });
      expect([reply.headers.get("content-language"), reply.headers.get("vary")]).toEqual(["de", "Accept-Language"]);
      const { items } = (await user.get("/v1/orders", { "Accept-Language": "ja" })).json;
      expect(items[0].failure.problem).toBe("表の 2 行目を読み取れません：行のセル数が最初の行と異なります。");
    });

    it("are in the language of the request for wrong rows, of a failed order and of a report", async () => {
      const columns = { a: { type: "number", required: true } };
      const failed = await fails("a,b\nx,1\n", { columns });
      const { failure } = (await failed.user.get(failed.path, { "Accept-Language": "fr" })).json;
      expect([failure.problem, failure.report.wrong[0].problem]).toEqual([
        "1 lignes sur 1 sont incorrectes.",
        "n’est pas un nombre",
      ]);
      const skipped = await fails("a,b\nx,1\n2,2\n", { columns, wrongRows: "skip" });
      const { report } = (await skipped.user.get(`${skipped.path}/report`, { "Accept-Language": "es" })).json;
      expect(report.wrong).toEqual([{ line: 2, column: "a", problem: "no es un número" }]);
    });
  });
});

import { ContractError, contract } from "errata";
import { describe, expect, it } from "vitest";
import { formatMessage } from "../../shared/http/index.ts";
import { onEveryEngine } from "../../testing/running-orders.ts";
import { orders } from "../contract.ts";
import { translations } from "./index.ts";

const refusals = [
  ["en", "en", "Order not found."],
  ["de-AT, en;q=0.5", "de", "Auftrag nicht gefunden."],
  ["fr-CH", "fr", "Commande introuvable."],
  ["es-MX", "es", "Pedido no encontrado."],
  ["ja", "ja", "注文が見つかりません。"],
  ["zh-CN", "zh-Hans", "未找到订单。"],
  ["ar-EG", "ar", "لم يُعثر على الطلبية."],
  ["sw, pt;q=0.8", "en", "Order not found."],
  ["en;q=0.2, ja;q=0.9, de;q=0.5", "ja", "注文が見つかりません。"],
  ["de;q=0, *;q=0.1", "en", "Order not found."],
] as const;

describe("Accept-Language", () => {
  onEveryEngine((running) => {
    it.each(refusals)(
      "%s selects the messages in %s, and the code stays the same",
      async (accepted, language, message) => {
        const user = await running().openUser();
        const reply = await user.get("/v1/orders/none", { "Accept-Language": accepted });
        expect(reply.json).toEqual({ code: "ORDER_NOT_FOUND", message });
        expect(reply.status).toBe(404);
        expect(reply.headers.get("content-language")).toBe(language);
        expect(reply.headers.get("vary")).toBe("Accept-Language");
        expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
      },
    );

    it("also applies to errors of the boundary", async () => {
      const reply = await running().client().send("PUT", "/v1/orders", undefined, { "Accept-Language": "fr" });
      expect(reply.json).toMatchObject({
        code: "METHOD_NOT_ALLOWED",
        message: "Ce chemin n’accepte pas cette méthode.",
      });
    });
  });
});

describe("the translations", () => {
  const format = (code: keyof typeof orders.error, language: string, details: unknown): string => {
    const entry = orders.entries.get(code);
    if (entry === undefined) throw new Error(code);
    return orders.formatOf(entry, language, formatMessage)(details);
  };

  it("use the plural form of the number", () => {
    const needs = (language: string, required: number, current: number): string =>
      format("USAGE_NOT_ENOUGH", language, { required, current });
    expect(needs("en", 1, 0)).toBe("The order needs 1 unit; none is left this month.");
    expect(needs("en", 1200, 1)).toBe("The order needs 1,200 units; 1 is left this month.");
    expect(needs("de", 1200, 2)).toBe("Der Auftrag braucht 1.200 Einheiten; in diesem Monat sind noch 2 übrig.");
    expect(needs("fr", 1, 0)).toBe("La commande demande 1 unité ; il n’en reste aucune ce mois-ci.");
    expect(needs("es", 2, 1)).toBe("El pedido necesita 2 unidades; este mes queda 1.");
    // Arabic has six plural forms: zero, one, two, few, many, other.
    const forms = [0, 1, 2, 3, 11, 100].map((current) => needs("ar", 5, current).split("؛")[1]);
    expect(new Set(forms.map((form) => form?.replaceAll(/\d+/g, "#"))).size).toBe(5);
  });

  it("have no unfilled placeholder for the details that the service sends", () => {
    const details = {
      ...{ requiredScope: "orders:write", parameter: "limit", status: "processing", required: 2, uploaded: 1 },
      ...{ reason: "cancelled", orderType: "inspect", deadlineSec: 60, scope: "orders_per_month", planId: "basic" },
      ...{ limit: 20, current: 3, retryAfterSec: 7 },
    };
    for (const language of orders.languages)
      for (const code of orders.codes) {
        const message = format(code, language, details);
        expect(message, `${code} in ${language}`).not.toMatch(/[{}]|undefined/);
        expect(message, `${code} in ${language}`).not.toBe("");
      }
  });

  it("fail the contract if a language lacks a code or has another placeholder", () => {
    const { PLAN_NOT_FOUND, ...incomplete } = translations.de;
    const definition = orders.toJSON() as unknown as Parameters<typeof contract>[0];
    const withGerman = (german: object): unknown => contract({ ...definition, locales: { de: german } } as never);
    expect(() => withGerman(incomplete)).toThrow(ContractError);
    expect(() => withGerman({ ...translations.de, INVALID_PARAMETER: "Der Parameter {name} ist ungültig." })).toThrow(
      /TRANSLATION_PLACEHOLDERS/,
    );
    expect(PLAN_NOT_FOUND).toBe("Tarif nicht gefunden.");
  });
});

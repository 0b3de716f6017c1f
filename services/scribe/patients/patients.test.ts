import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-scribe.ts";

describe("patients", () => {
  onEveryEngine((running) => {
    it("can be created, changed and deleted with all their data", async () => {
      const account = await running().openAccount();
      const body = { name: "  Ada Example ", idCountry: "Germany", idNumber: "L01X00T47", birthDate: "1980-12-31" };
      const created = await account.post("/v1/patients", { ...body, patientInternalId: "p-1" });
      expect(created.status).toBe(201);
      expect(created.json).toEqual({
        id: expect.stringMatching(/^pat_[0-9a-f]{24}$/),
        patientInternalId: "p-1",
        name: "Ada Example",
        idCountry: "DE",
        idNumber: "L01X00T47",
        birthDate: "1980-12-31",
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updatedAt: created.json.createdAt,
      });
      const path = `/v1/patients/${created.json.id}`;
      expect((await account.get(path)).json).toEqual(created.json);
      const changed = await account.patch(path, { idCountry: "fra", idNumber: null });
      expect(changed.json).toMatchObject({
        name: "Ada Example",
        idCountry: "FR",
        idNumber: null,
        birthDate: "1980-12-31",
      });
      const visit = { consultationInternalId: "v1", patientId: created.json.id };
      const { id } = (await account.post("/v1/consultations", visit)).json;
      await account.put(`/v1/consultations/${id}/transcript`, { text: "I have had a cough for two weeks." });
      await account.post(`/v1/consultations/${id}/session-scribe`);
      expect((await account.delete(path)).json).toEqual({
        ...{ id: created.json.id, deleted: true },
        ...{ consultations: 1, transcripts: 1, notes: 1 },
      });
      for (const gone of [path, `/v1/consultations/${id}`, `/v1/consultations/${id}/session-scribe`])
        expect((await account.get(gone)).status).toBe(404);
      const { sql } = running().service.backend.store;
      expect(await sql`SELECT version FROM scribe_notes WHERE consultation_id = ${id}`).toEqual([]);
      expect(await sql`SELECT revision FROM scribe_transcripts WHERE consultation_id = ${id}`).toEqual([]);
    });

    it.each([
      ...[
        ["Germany", "DE"],
        ["germany", "DE"],
        [" GERMANY ", "DE"],
        ["de", "DE"],
        ["DEU", "DE"],
        ["deu", "DE"],
      ],
      ...[
        ["United States of America", "US"],
        ["USA", "US"],
        ["United Kingdom", "GB"],
        ["UK", "GB"],
      ],
      ...[
        ["Côte d'Ivoire", "CI"],
        ["Cote d'Ivoire", "CI"],
        ["Türkiye", "TR"],
        ["Turkey", "TR"],
        ["Kosovo", "XK"],
      ],
      ...[
        ["Côte d’Ivoire", "CI"],
        ["Ivory Coast", "CI"],
        ["Elfenbeinküste", "CI"],
        ["Viet Nam", "VN"],
        ["Vietnam", "VN"],
        ["Cabo Verde", "CV"],
        ["Vatican City State", "VA"],
        ["Cape Verde", "CV"],
        ["Laos", "LA"],
        ["Lao People’s Democratic Republic (the)", "LA"],
      ],
      ...[
        ["Korea (the Republic of)", "KR"],
        ["Südkorea", "KR"],
        ["Corée du Nord", "KP"],
        ["Congo (the)", "CG"],
        ["Congo (the Democratic Republic of the)", "CD"],
        ["Tanzania, the United Republic of", "TZ"],
        ["Bolivia (Plurinational State of)", "BO"],
        ["St. Lucia", "LC"],
        ["Saint Lucia", "LC"],
      ],
      ...[
        ["Deutschland", "DE"],
        ["Allemagne", "DE"],
        ["Alemania", "DE"],
        ["Österreich", "AT"],
        ["Estados Unidos", "US"],
        ["États-Unis", "US"],
        ["Países Bajos", "NL"],
        ["The Netherlands", "NL"],
        ["Bosnia & Herzegovina", "BA"],
        ["Burma", "MM"],
        ["Macau", "MO"],
        ["Myanmar", "MM"],
      ],
      ...[
        ["Viet Nam (le)", "VN"],
        ["Corée (la République de)", "KR"],
        ["Korea, Republic of", "KR"],
        ["Süd-Korea", "KR"],
        ["Iran (République islamique d’)", "IR"],
        ["Lao (la République démocratique populaire)", "LA"],
        ["Estados Unidos de América", "US"],
        ["EE. UU.", "US"],
        ["Bosnien-Herzegowina", "BA"],
        ["Weißrussland", "BY"],
        ["Grossbritannien", "GB"],
        ["Kongo", "CG"],
      ],
    ])("normalize the country %j to %s", async (idCountry, code) => {
      const account = await running().openAccount();
      expect((await account.post("/v1/patients", { name: "Ada", idCountry })).json.idCountry).toBe(code);
    });

    it("can have been born today in any time zone, and not later", async () => {
      const { openAccount, service } = running();
      const account = await openAccount();
      const dateIn = (hours: number): string =>
        new Date(service.backend.clock() + hours * 3_600_000).toISOString().slice(0, 10);
      const created = await account.post("/v1/patients", { name: "Ada", birthDate: dateIn(14) });
      expect(created.status).toBe(201);
      const late = await account.patch(`/v1/patients/${created.json.id}`, { birthDate: dateIn(48) });
      expect(late.json.error).toMatchObject({ code: "parameter_invalid", param: "birthDate" });
    });

    it("are listed newest first with pagination, and found by their internal id", async () => {
      const { openAccount, advance } = running();
      const account = await openAccount();
      for (const name of ["A", "B", "C"]) {
        await account.post("/v1/patients", { name, patientInternalId: `p-${name}` });
        advance(1);
      }
      const first = (await account.get("/v1/patients?limit=2")).json;
      const second = (await account.get(`/v1/patients?limit=2&cursor=${first.nextCursor}`)).json;
      const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name);
      expect([names, second.nextCursor]).toEqual([["C", "B", "A"], null]);
      const found = (await account.get("/v1/patients?patientInternalId=p-B")).json;
      const { createdAt } = found.items[0];
      expect((await account.get(`/v1/patients?createdBefore=${createdAt}&patientInternalId=p-B`)).json.items).toEqual(
        [],
      );
      expect((await account.get("/v1/patients?createdFrom=2100-01-01T00:00:00Z")).json.items).toEqual([]);
      expect((await account.get("/v1/patients?createdFrom=today")).json.error.code).toBe("parameter_invalid");
      expect(found.items).toMatchObject([{ name: "B" }]);
    });

    it("leave no consultation behind when they are deleted while consultations are created for them", async () => {
      const account = await running().openAccount();
      for (let round = 0; round < 5; round += 1) {
        const { id: patientId } = (await account.post("/v1/patients", { name: "Ada" })).json;
        const open = (index: number) =>
          account.post("/v1/consultations", { consultationInternalId: `${round}-${index}`, patientId });
        const replies = await Promise.all([open(1), open(2), account.delete(`/v1/patients/${patientId}`), open(3)]);
        for (const { status, json } of replies)
          expect(status < 300 || json.error.param === "patientId", JSON.stringify(json)).toBe(true);
      }
      expect((await account.get("/v1/consultations")).json.items).toEqual([]);
    });
  });
});

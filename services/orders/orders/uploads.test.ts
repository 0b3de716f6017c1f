import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine, type TestUser } from "../../testing/running-orders.ts";
import { cleanUp } from "./cleanup.ts";

describe("uploads of an order", () => {
  onEveryEngine((running) => {
    const open = async (quantity = 3) => {
      const user = await running().openUser();
      return { user, path: await user.newOrder({ type: "inspect", quantity }) };
    };
    const upload = (user: TestUser, path: string, text: string, headers: Record<string, string> = {}, query = "") => {
      const form = new FormData();
      form.set("file", new Blob([text]), `${text}.txt`);
      return user.send("POST", `${path}/file${query}`, form, headers);
    };
    const filesOf = async (user: TestUser, path: string) => (await user.get(`${path}/files?limit=100`)).json.items;

    it("with the same Idempotency-Key are one file, also after the last file", async () => {
      const { user, path } = await open(2);
      for (const text of ["a", "a", "b", "b"]) {
        const reply = await upload(user, path, text, { "Idempotency-Key": `key-${text}` });
        expect(reply.status).toBe(201);
      }
      expect((await user.get(path)).json).toMatchObject({ status: "uploaded", files: { required: 2, uploaded: 2 } });
      expect((await filesOf(user, path)).map(({ fileName }: any) => fileName).sort()).toEqual(["a.txt", "b.txt"]);
    });

    it("with the same Idempotency-Key are one file if they arrive at the same time", async () => {
      const { user, path } = await open();
      const replies = await Promise.all(
        Array.from({ length: 4 }, () => upload(user, path, "a", { "Idempotency-Key": "k" })),
      );
      for (const { status, json } of replies.filter((reply) => reply.status !== 201))
        expect([status, json.code]).toEqual([409, "REQUEST_IN_PROGRESS"]);
      expect((await user.get(path)).json.files).toEqual({ required: 3, uploaded: 1 });
    });

    it("with the key of another file, or a malformed key, return VALIDATION_IDEMPOTENCY_KEY_INVALID", async () => {
      const { user, path } = await open();
      await upload(user, path, "a", { "Idempotency-Key": "k" });
      const message = "The idempotency key cannot be used.";
      for (const [key, reason] of [
        ["k", "reused"],
        ["two words", "malformed"],
      ] as const) {
        const reply = await upload(user, path, "b", { "Idempotency-Key": key });
        expectOrdersError(reply, "VALIDATION_IDEMPOTENCY_KEY_INVALID", message, { reason });
      }
      expect(await filesOf(user, path)).toHaveLength(1);
    });

    it("of the same bytes are one file at the same position, and two without a position", async () => {
      const { user, path } = await open();
      for (const query of ["?position=1", "?position=1", "", ""])
        expect((await upload(user, path, "a", {}, query)).status).toBe(201);
      expect((await filesOf(user, path)).map(({ position }: any) => position).sort()).toEqual([0, 1, 2]);
      expect((await upload(user, path, "a", {}, "?position=2")).json.status).toBe("uploaded");
      expectOrdersError(
        await upload(user, path, "a"),
        "ORDER_NOT_PENDING",
        "The order is no longer pending: it is uploaded.",
        { status: "uploaded" },
      );
    });

    it("of other bytes at the same position, or beyond the last one, return INVALID_PARAMETER", async () => {
      const { user, path } = await open();
      await upload(user, path, "a", {}, "?position=0");
      for (const [query, problem] of [
        ["?position=0", "Position 0 has another file. Remove it first."],
        ["?position=3", "Must be less than 3, the number of files."],
      ] as const) {
        const reply = await upload(user, path, "b", {}, query);
        expectOrdersError(reply, "INVALID_PARAMETER", "The parameter position is not valid.", {
          parameter: "position",
          problem,
        });
      }
      expect(await filesOf(user, path)).toHaveLength(1);
    });

    it("are processed by position, regardless of their sequence", async () => {
      const { user, path } = await open();
      for (const position of [2, 0, 1]) await upload(user, path, `file-${position}`, {}, `?position=${position}`);
      await user.post(`${path}/confirm`);
      await running().work();
      const { report } = (await user.get(`${path}/report`)).json;
      expect(report.files.map(({ fileName }: any) => fileName)).toEqual(["file-0.txt", "file-1.txt", "file-2.txt"]);
    });
  });
});

describe("files of an order", () => {
  onEveryEngine((running) => {
    const open = async (quantity: number) => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "inspect", quantity });
      const uploadText = (text: string) => user.upload(`${path}/file`, text, `${text}.txt`, "application/octet-stream");
      return { user, path, uploadText };
    };

    it("are listed in pages, newest first", async () => {
      const { user, path, uploadText } = await open(4);
      for (const text of ["a", "b", "c"]) await uploadText(text);
      const first = (await user.get(`${path}/files?limit=2`)).json;
      const rest = (await user.get(`${path}/files?limit=2&cursor=${first.nextCursor}`)).json;
      const files = [...first.items, ...rest.items];
      expect([files.map(({ fileName }) => fileName).sort(), rest.nextCursor]).toEqual([
        ["a.txt", "b.txt", "c.txt"],
        null,
      ]);
      expect(files.find(({ fileName }) => fileName === "a.txt")).toEqual({
        ...{
          id: expect.stringMatching(/^fil_/),
          position: 0,
          fileName: "a.txt",
          mediaType: "application/octet-stream",
        },
        ...{ bytes: 1, sha256: expect.stringMatching(/^ca978112/), createdAt: expect.stringMatching(/Z$/) },
      });
    });

    it("are removed while the order is pending: the position is free again and the content is deleted", async () => {
      const { user, path, uploadText } = await open(3);
      for (const text of ["a", "b"]) await uploadText(text);
      const { items } = (await user.get(`${path}/files`)).json;
      const { id } = items.find(({ position }: any) => position === 0);
      const { backend } = running().service;
      expect((await user.delete(`${path}/files/${id}`)).status).toBe(204);
      expect((await user.get(path)).json).toMatchObject({ status: "pending", files: { required: 3, uploaded: 1 } });
      await cleanUp(backend);
      await expect(backend.files.read(id, 1)).rejects.toThrow();
      await uploadText("c");
      const after = (await user.get(`${path}/files`)).json.items;
      expect(after.map(({ position, fileName }: any) => `${position} ${fileName}`).sort()).toEqual([
        "0 c.txt",
        "1 b.txt",
      ]);
    });

    it("are not removed twice, by another account, or when the order is no longer pending", async () => {
      const { user, path, uploadText } = await open(2);
      await uploadText("a");
      const [{ id }] = (await user.get(`${path}/files`)).json.items;
      const stranger = await running().openUser();
      expectOrdersError(await stranger.delete(`${path}/files/${id}`), "ORDER_NOT_FOUND", "Order not found.");
      const elsewhere = await user.newOrder();
      expectOrdersError(await user.delete(`${elsewhere}/files/${id}`), "ORDER_NOT_FOUND", "Order not found.");
      await uploadText("b");
      expectOrdersError(
        await user.delete(`${path}/files/${id}`),
        "ORDER_NOT_PENDING",
        "The order is no longer pending: it is uploaded.",
        { status: "uploaded" },
      );
      expect((await user.get(`${path}/files`)).json.items).toHaveLength(2);
    });
  });
});

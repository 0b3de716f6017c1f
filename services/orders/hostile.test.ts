import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachEngine } from "../testing/each-engine.ts";
import { engines } from "../testing/engines.ts";
import { bombFiles, inflatingZip, ordersBombs, sendOrder } from "../testing/orders-bombs.ts";
import { blackPng } from "../testing/png-file.ts";
import { onEveryEngine, type RunningOrders, startOrders, type TestUser, table } from "../testing/running-orders.ts";

const smallTable = new File([table], "table.csv", { type: "text/csv" });
const withOneWorker = eachEngine((engine) => startOrders(engine, { concurrency: 1 }));

// The limits do not depend on the store, and the bombs take long.
describe("hostile orders on the embedded store", () => {
  let running: RunningOrders;
  beforeAll(async () => {
    running = await startOrders(engines[0]!);
  });
  afterAll(() => running.stop());

  const usageOf = async (user: TestUser) => (await user.get("/v1/account")).json.usage;

  it.each(ordersBombs)(
    "$code for $name, without a charge, while others are served",
    async (bomb) => {
      const { openUser, service, url } = running;
      const [user, other] = [await openUser(), await openUser()];
      const before = await usageOf(user);
      const files = await bombFiles(bomb);
      service.worker.start();
      const { user: cpu } = process.cpuUsage();
      const [response, served] = await Promise.all([
        sendOrder(url, user.token, bomb.order, files),
        sendOrder(url, other.token, { type: "csv_to_json" }, [smallTable]),
      ]);
      // The time of the main process; the worker process has its own limit.
      expect((process.cpuUsage().user - cpu) / 1_000).toBeLessThan(2_000);
      expect([((await response.json()) as any).code, served.status]).toEqual([bomb.code, 200]);
      expect(await usageOf(user)).toEqual(before);
      await service.worker.stop();
    },
    60_000,
  );

  it("BODY_TOO_LARGE for a table of 100 MB, before it is sent", async () => {
    const user = await running.openUser();
    const path = await user.newOrder({ type: "csv_to_json" });
    const headers = {
      ...{ Authorization: `Bearer ${user.token}`, "Content-Length": 100_000_000 },
      "Content-Type": "multipart/form-data; boundary=b",
    };
    const sent = request(`${running.url}${path}/file`, { method: "POST", headers });
    sent.on("error", () => undefined);
    sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
    const status = await new Promise((resolve) => sent.on("response", ({ statusCode }) => resolve(statusCode)));
    sent.destroy();
    expect(status).toBe(413);
  });
});

describe("six hostile orders", () => {
  withOneWorker((running) => {
    it("delay the order of another account by one order at most", async () => {
      const { openUser, service } = running();
      const [user, other] = [await openUser(), await openUser()];
      const [bomb] = ordersBombs;
      const [file] = await bombFiles(bomb!);
      const bombs: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        const path = await user.newOrder({ type: "images_to_pdf" });
        const content = new Uint8Array(await file!.arrayBuffer());
        expect((await user.upload(`${path}/file`, content, file!.name, file!.type)).status).toBe(201);
        expect((await user.post(`${path}/confirm`)).status).toBe(202);
        bombs.push(path);
      }
      const path = await other.newOrder({ type: "csv_to_json" });
      await other.uploadTable(path);
      await other.post(`${path}/confirm`);
      // Each run processes one order.
      for (let run = 1; run <= 2; run += 1) await service.worker.runOnce();
      expect((await other.get(path)).json.status).toBe("completed");
      const statuses = await Promise.all(bombs.map(async (one) => (await user.get(one)).json.status));
      expect(statuses).toEqual(["failed", ...Array(5).fill("confirmed")]);
      await running().work();
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 0, held: 0 });
    });
  });
});

describe("hostile files", () => {
  onEveryEngine((running) => {
    it("are inspected within the limits of the decoder", async () => {
      const { openUser, service, url } = running();
      const { token } = await openUser();
      const images = ordersBombs.filter(({ code, files: [file, ...more] }) => {
        return code === "ORDER_ALREADY_FAILED" && file?.mediaType.startsWith("image/") && more.length === 0;
      });
      const files = (await Promise.all(images.map(bombFiles))).flat();
      const docx = new File([new Uint8Array(inflatingZip("[Content_Types].xml"))], "letter.docx");
      service.worker.start();
      const response = await sendOrder(url, token, { type: "inspect", quantity: files.length + 1 }, [...files, docx]);
      await service.worker.stop();
      const { report } = (await response.json()) as any;
      const problems = report.files.map(({ image, imageProblem }: any) => imageProblem ?? image ?? "no image");
      expect(problems).toEqual([
        ...["metadata_too_large", "metadata_too_large", "metadata_too_large"],
        ...["data_exceeds_size", "side_too_long", "too_many_pixels"],
        ...[
          "too_many_buffered_pixels",
          "damaged",
          "too_many_pixels",
          "damaged",
          "too_many_buffered_pixels",
          "data_exceeds_size",
          "damaged",
        ],
        ...["data_exceeds_size", "no image"],
      ]);
    }, 60_000);
  });
});

describe("large orders", () => {
  onEveryEngine((running) => {
    it("of 60 images of 16 megapixels each become one PDF within the memory of a worker", async () => {
      const { openUser, service, url } = running();
      const { token } = await openUser();
      const image = new File([new Uint8Array(blackPng(4_000, 4_000))], "page.png", { type: "image/png" });
      service.worker.start();
      const order = { type: "images_to_pdf", quantity: 60 };
      const response = await sendOrder(url, token, order, Array<File>(60).fill(image));
      await service.worker.stop();
      expect(await response.json()).toMatchObject({ report: { pages: 60 }, units: 60 });
    }, 90_000);
  });
});

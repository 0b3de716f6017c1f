import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../../index.ts";

function propose(files: Readonly<Record<string, string>>): Adoption {
  return adopt(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    { proposeCodes: true },
  );
}

/** Returns `CODE status lines` of each entry. */
function proposed(file: string, text: string): readonly string[] {
  return propose({ [file]: text }).errors.map(({ code, status, places }) =>
    [code, status?.value, ...places.map(({ line }) => line)].join(" "),
  );
}

const rust = 'async fn f() -> R { Err((StatusCode::CONFLICT, "door is shut".to_string())) }\n';
const flask = 'def f():\n    return jsonify({"error": "Pen is dry"}), 409\n';
const drf = 'def f():\n    return Response({"detail": "Pen is dry"}, status=status.HTTP_409_CONFLICT)\n';
const ktor = 'fun f() { call.respond(HttpStatusCode.Conflict, mapOf("error" to "Boat is full")) }\n';

describe("adopt with proposeCodes", () => {
  test.each([
    ["express.ts", 'get((q, r) => { r.status(409).json({ error: "Pen is dry" }) });\n', "PEN_DRY"],
    ["send.ts", 'get((q, r) => { r.status(409).send("Pen is dry") });\n', "PEN_DRY"],
    ["nest.ts", 'get(() => { throw new HttpException("Pen is dry", HttpStatus.CONFLICT) });\n', "PEN_DRY"],
    ["nest-class.ts", "get(() => { throw new ConflictException('Pen %s is dry', id) });\n", "PEN_DRY"],
    ["hono.ts", 'get((c) => c.json({ error: "Pen is dry" }, 409));\n', "PEN_DRY"],
    [
      "next.ts",
      'export function GET() { return NextResponse.json({ error: "Pen is dry" }, { status: 409 }) }\n',
      "PEN_DRY",
    ],
    ["h3.ts", 'get(() => { throw createError({ statusCode: 409, statusMessage: "Pen is dry" }) });\n', "PEN_DRY"],
    ["koa.ts", 'use((ctx) => { ctx.throw(409, "Pen is dry") });\n', "PEN_DRY"],
    ["koa-body.ts", 'use((ctx) => { ctx.status = 409; ctx.body = { error: "Pen is dry" }; });\n', "PEN_DRY"],
    ["koa-text.ts", 'use((ctx) => {\n  ctx.body = "Pen is dry";\n  ctx.status = 409;\n});\n', "PEN_DRY"],
    ["http.ts", 'on((q, r) => { r.statusCode = 409; r.end(JSON.stringify({ error: "Pen is dry" })); });\n', "PEN_DRY"],
    ["fastapi.py", 'def f():\n    raise HTTPException(status_code=409, detail="Pen is dry")\n', "PEN_DRY"],
    ["flask.py", flask, "PEN_DRY"],
    ["drf.py", drf, "PEN_DRY"],
    ["http.go", 'func F(w W) {\n\thttp.Error(w, "pen is dry", http.StatusConflict)\n}\n', "PEN_DRY"],
    ["gin.go", 'func F(c *C) {\n\tc.JSON(http.StatusConflict, gin.H{"error": "pen is dry"})\n}\n', "PEN_DRY"],
    [
      "A.java",
      'class A { T f() { throw new ResponseStatusException(HttpStatus.CONFLICT, "Pen is dry"); } }\n',
      "PEN_DRY",
    ],
    [
      "B.java",
      'class B { T f() { return ResponseEntity.status(409).body(Map.of("error", "Pen is dry")); } }\n',
      "PEN_DRY",
    ],
    ["C.java", 'class C { T f() { return new ResponseEntity<>("Pen is dry", HttpStatus.CONFLICT); } }\n', "PEN_DRY"],
    ["ktor.kt", ktor, "BOAT_FULL"],
    ["pens.rb", 'def f\n  render json: { error: "Pen is dry" }, status: :conflict\nend\n', "PEN_DRY"],
    ["sinatra.rb", "get '/' do\n  halt 409, { error: 'Pen is dry' }.to_json\nend\n", "PEN_DRY"],
    ["pens.php", "<?php\nfunction f() { abort(409, 'Pen is dry'); }\n", "PEN_DRY"],
    ["Pens.cs", 'class P { R F() { return Conflict(new { message = "Pen is dry" }); } }\n', "PEN_DRY"],
    ["axum.rs", rust, "DOOR_SHUT"],
    ["actix.rs", 'fn f() -> R { HttpResponse::Conflict().json(json!({"error": "door is shut"})) }\n', "DOOR_SHUT"],
  ])("proposes one entry for the handlers of %s", (file, handler, code) => {
    const [entry, ...others] = propose({ [file]: handler + handler }).errors;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ code, confidence: "guessed", status: { value: 409, confidence: "stated" } });
    expect(entry?.places).toHaveLength(2);
  });

  test("proposes nothing for one handler, unless asked, and for a response that is not an error", () => {
    const once =
      'a(() => { throw new ConflictException("Pen is dry") });\nconst E = new ApiError("NO_INK", 410, "No ink.");';
    expect(proposed("a.ts", once)).toEqual(["NO_INK 410 2"]);
    expect(propose({ "a.ts": once }).unread).toMatchObject([{ text: '409 "Pen is dry"' }]);
    const twice = 'a((c) => c.json({ error: "Pen is dry" }, 409));\n'.repeat(2);
    expect(() => adopt([{ file: "a.ts", text: twice }])).toThrow(
      "received none. The sources send errors without a code; proposeCodes",
    );
    const sent = 'a((c) => c.json({ message: "Pen was sent" }, 201));\n'.repeat(2);
    expect(() => proposed("a.ts", sent)).toThrow("received none. Pass the page");
  });

  test("takes the code of the body, and lists every handler", () => {
    const text = 'a((c) => c.json({ error: "pen_dry" }, 409));\nb((c) => c.json({ error: "pen_dry" }, 409));\n';
    expect(proposed("a.ts", text)).toEqual(["pen_dry 409 1 2"]);
    const koa = 'a((ctx) => { ctx.status = 409; ctx.body = { code: "pen_dry", message: "Dry." }; });\n'.repeat(2);
    expect(proposed("a.ts", koa)).toEqual(["pen_dry 409 1 2"]);
    expect(() => proposed("a.ts", koa.replaceAll("409", "200"))).toThrow("received none");
    const nested = 'a((c) => c.json({ error: { code: "PEN_DRY", message: "Dry." } }, 409));\n'.repeat(2);
    expect(proposed("a.ts", nested)).toEqual(["PEN_DRY 409 1 2"]);
  });

  test("writes proposals as the codes of the sources, and says in the contract that they are proposed", () => {
    const text = `const A = new ApiError("no_ink", 410, "No ink.");\n${'a(() => { throw new ConflictException("The pen was not found.") });\n'.repeat(2)}`;
    expect(proposed("a.ts", text)).toEqual(["no_ink 410 1", "pen_not_found 409 2 3"]);
    expect(propose({ "a.ts": text }).yaml).toContain(
      "  # a.ts:2, a.ts:3\n  # The error is sent without a code; this one is proposed.\n  pen_not_found:\n",
    );
  });

  test("keeps errors with other statuses or texts apart, and names each differently", () => {
    const throws = (status: number, text: string): string =>
      `a((c) => c.json({ error: "${text}" }, ${status}));\n`.repeat(2);
    const text =
      throws(404, "No such pen.") +
      throws(410, "The pen does not exist") +
      throws(404, "pen not found") +
      throws(403, "…");
    expect(proposed("a.ts", text)).toEqual(["PEN_NOT_FOUND 404 1 2 5 6", "PEN_NOT_FOUND_GONE 410 3 4"]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSourceCode } from "./index.ts";

const languages = [
  "a.ts",
  "a.go",
  "A.java",
  "a.kt",
  "a.cs",
  "a.py",
  "a.php",
  "a.rb",
  "a.rs",
  "a.proto",
  "a.swift",
  "a.cpp",
  "a.ex",
  "a.erl",
  "a.scala",
];
const codes = 'enum ErrorCode { SoldOut = "sold_out" }\n';

describe("readSourceCode, hostile sources", () => {
  test.each([
    ["deep nesting", "({[".repeat(15_000)],
    ["nested calls", "a(".repeat(25_000)],
    ["unclosed strings", '\\"'.repeat(25_000)],
    ["unclosed templates", "`${".repeat(15_000)],
    ["functions without an end", "func f ( ".repeat(10_000)],
    ["cases without an end", "case a: ".repeat(10_000)],
    ["a long chain", "a.b().".repeat(10_000)],
    ["regular expressions without an end", "=/[".repeat(15_000)],
    ["comparisons", "a<".repeat(25_000)],
    ["comments", "// error 404\n".repeat(20_000)],
    ["spaces", `error ${" ".repeat(300_000)}x`],
    [
      "a large enumeration",
      `enum ErrorCode { ${Array.from({ length: 3_000 }, (_, index) => `E_${index}(${index}, "CODE_${index}", "A text.")`).join(", ")} }`,
    ],
    [
      "classes that inherit each other",
      Array.from(
        { length: 4_000 },
        (_, index) => `class E${index} extends E${(index * 7 + 1) % 4_000}, E${(index * 3) % 4_000} {}`,
      ).join("\n"),
    ],
  ])("reads %s within seconds in languages with braces and with indentation", (_, text) => {
    const start = performance.now();
    for (const file of ["a.ts", "a.py", "a.rs"]) readSourceCode([{ file, text: `// error\n${codes}${text}` }]);
    expect((performance.now() - start) / 3).toBeLessThan(3_000);
  });

  test.each([
    ["macros without an end", "#define ERRORS(X) \\\n".repeat(10_000)],
    ["many directives", "#define E_A (-1)\n#if 0\n".repeat(5_000)],
    ["many macros", 'X(SOLD_OUT, 409, "No unit is left.")\n'.repeat(5_000)],
    ["a long table", `Info infos[] = {${'{E_A, "sold_out", 409},\n'.repeat(5_000)}};`],
    ["holes without an end", '"\\\\('.repeat(20_000)],
    ["raw strings without an end", 'R"a(\n#"'.repeat(10_000)],
    ["deep braces", "{{".repeat(20_000)],
    ["properties without an end", "var code: String { switch self { case .a: ".repeat(5_000)],
  ])("reads %s within seconds in C and Swift", (_, text) => {
    // Time of the processor, since other processes may run at the same time.
    const start = process.cpuUsage();
    for (const file of ["a.h", "a.swift"]) readSourceCode([{ file, text: `// error\n${codes}${text}` }]);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 2_000).toBeLessThan(3_000);
  });

  test.each([
    ["handlers", "A.java", `class A {${"@ExceptionHandler R f(AException e) { return g(e); }\n".repeat(20_000)}}`],
    [
      "methods",
      "a.go",
      Array.from({ length: 10_000 }, (_, n) => `func (e *E${n}Error) Code() int { return ${n} }`).join("\n"),
    ],
    ["conditions", "a.go", `func f() int { ${"if a == b.C { return 404 } else ".repeat(20_000)} { return 500 } }`],
    ["sums", "a.ts", `const errors = [${'"a" + B + "c" + '.repeat(20_000)}"d"];`],
    ["uses", "a.py", `def f():\n${"    error = {'code': 'x'}\n    return error, 404\n".repeat(10_000)}`],
    ["tuples", "a.ex", `defmodule A do\n  @errors ${"{".repeat(30_000)}\n`],
    ["clauses", "a.ex", "  def status(:gone), do: 410\n".repeat(10_000)],
    ["maps", "a.kt", `val errors = ${"mapOf(".repeat(20_000)}`],
    ["entries", "A.java", `class A { Map<String, Integer> errors = Map.of(${'"a", 1, '.repeat(20_000)}); }`],
    ["puts", "A.java", `class A { static { ${'ERRORS.put("a", 404); '.repeat(20_000)} } }`],
    ["types", "A.java", `class A { ${"Map<String, ".repeat(20_000)} }`],
    [
      "defaults",
      "a.go",
      `func status() int { switch c { ${"case A.B: return 404\n default: return 500\n".repeat(10_000)} } }`,
    ],
    ["names", "A.kt", `enum class E { A; val code get() = ${"name.".repeat(30_000)}lowercase() }`],
  ])("reads many %s within seconds", (_, file, text) => {
    const start = process.cpuUsage();
    readSourceCode([{ file, text: `// error\n${text}` }]);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(10_000);
  });

  test("reads any text without an exception", () => {
    const parts = fc.constantFrom(
      "enum ",
      "class ",
      "ErrorCode",
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      "=",
      ":",
      "=>",
      '"',
      "'",
      "`",
      "\n",
      "\n  ",
      ",",
      ";",
      "404",
      " case ",
      "error",
      "//",
      "/*",
      "#",
      "@",
      "!",
      "<",
      ">",
      "::",
      ".",
      "|>",
      "%",
      "~",
      "mapOf",
      "default",
    );
    fc.assert(
      fc.property(fc.constantFrom(...languages), fc.array(parts, { maxLength: 60 }), (file, words) => {
        const text = `error ${words.join("")}`;
        for (const { source } of readSourceCode([{ file, text }]).facts)
          expect(source.line).toBeLessThanOrEqual(text.split("\n").length);
      }),
      { numRuns: 300 },
    );
  });
});

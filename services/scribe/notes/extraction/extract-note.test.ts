import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sections } from "../../accounts/template.ts";
import { extractNote } from "./extract-note.ts";
import { placeholder } from "./names.ts";

const template = { sections: [...sections], maxSentences: 3 };
const make = (...lines: readonly (readonly [speaker: string | undefined, text: string])[]) =>
  extractNote(
    lines.map(([speaker, text]) => ({ speaker, text })),
    template,
  ).note;

describe("extractNote", () => {
  it.each([
    ["subjective", "Patient", "My knee hurts since I fell two days ago."],
    ["subjective", undefined, "The patient reports nausea and denies fever."],
    ["objective", "Dr. Who", "Your blood pressure is 140 over 90."],
    ["objective", undefined, "Lungs are clear, SpO2 is 98 percent."],
    ["assessment", "Nurse", "That looks like a sprain, there is no sign of a fracture."],
    ["assessment", undefined, "Impression: uncontrolled hypertension."],
    ["subjective", "Mum", "We've been giving him Calpol every six hours."],
    ["subjective", "Mutter", "Wir geben ihr Nurofen, wenn das Fieber steigt."],
    ["objective", undefined, "Your PHQ-9 score is 17 today, which is moderately severe."],
    ["assessment", undefined, "Creo que tiene diabetes tipo 2 y posible angina."],
    ["plan", "Clinician", "See me again in two weeks."],
    ["plan", "Doctor", "I will refer you to a cardiologist, and we'll schedule an ECG."],
    ["plan", undefined, "Start amlodipine 5 mg once a day and follow up in two weeks."],
  ] as const)("assigns to %s the statement of %s: %s", async (section, speaker, text) => {
    expect(await make([speaker, text])).toMatchObject({
      ...Object.fromEntries(sections.map((name) => [name, ""])),
      [section]: text,
    });
  });

  it("omits questions and small talk, and does not end a sentence after a title", async () => {
    const note = await make(
      ["Doctor", "Good morning. Nice weather today. Does it hurt?"],
      ["Patient", "Hello! Dr. Miller said my knee pain is getting worse."],
    );
    expect(note).toEqual({
      ...{ objective: "", assessment: "", plan: "" },
      subjective: "[name] said my knee pain is getting worse.",
    });
  });

  it("keeps the highest-scoring sentences of a section in their original order", async () => {
    const said = [
      "I had toast since it was there.",
      "I have had chest pain since Monday, and the chest pain is worse at night.",
      "The chest pain started two weeks ago and I feel dizzy.",
      "I feel chest pain when I climb stairs, with nausea.",
    ];
    const { subjective = "" } = await make(["Patient", said.join(" ")]);
    expect(subjective).toBe(said.slice(1).join(" "));
  });

  const long = [
    ["Patient", "I have had chest pain since Monday, and the pain is worse at night."],
    ["Patient", "I'm allergic to penicillin. I'm allergic to nuts. I take aspirin. I take metformin. I take ramipril."],
    ["Patient", "The pain goes down my left arm. I have no fever."],
    ["Doctor", "We will repeat the blood test. I'd like an X-ray too. Come back in two weeks."],
    ["Doctor", "Call 911 if the pain comes back. I will refer you to a cardiologist."],
  ] as const;
  it.each([
    ["with speakers", long],
    ["without speakers", long.map(([, text]) => [undefined, text] as const)],
  ])("keeps one statement of each essential fact before anything else, %s", async (_, lines) => {
    const { subjective, plan } = await make(...lines);
    expect(subjective).toMatch(/^I take aspirin\. The pain goes down my left arm\. I have no fever\.$/);
    expect(plan).toMatch(/Call 911 .* refer you to a cardiologist\.$/);
  });

  it("prefers one statement with several essential facts, then the complaint, then allergies", async () => {
    const said = ["My chest hurts.", "I am allergic to nuts.", "I have no fever and no cough.", "I have never smoked."];
    const both = "The pain goes into my jaw, and I take aspirin for it.";
    const { subjective } = await make(["Patient", [...said, both].join(" ")]);
    expect(subjective).toBe(`${said[0]} ${said[2]} ${both}`);
  });

  it.each([
    ["Good morning. Which medicines do you take?", "Bisoprolol, Eliquis and pantoprazole every evening."],
    ["Guten Tag. Welche Medikamente nehmen Sie?", "Bisoprolol, Eliquis und abends Pantoprazol."],
    ["Bonjour. Vous prenez quelque chose ?", "Du Kardegic et du bisoprolol."],
  ])(
    "assigns the drugs that a patient names after a question to subjective, without speakers: %s",
    async (...lines) => {
      const note = await make(...lines.map((text) => [undefined, text] as const));
      expect(note).toMatchObject({ subjective: expect.stringContaining(lines[1]), plan: "" });
    },
  );

  it("keeps an answer about medication with its question, although the drug is unknown", async () => {
    const note = await make(
      ["Doctor", "Which inhalers do you use?"],
      ["Patient", "The blue one, about eight times a day, and Foobarix twice a day."],
    );
    expect(note.subjective).toMatch(/^Which inhalers do you use\? The blue one.* Foobarix twice a day\.$/);
  });

  it("writes only sentences of the transcript, deterministically, within the template's limits, for any transcript", async () => {
    const word = fc.constantFrom(
      "pain",
      "I",
      "have",
      "likely",
      "take",
      "mg",
      "5",
      "exam",
      "is",
      "the",
      ".",
      "?",
      "\n",
      "Dr",
      "é",
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
      fc.string({ unit: "grapheme" }),
    );
    const speaker = fc.constantFrom("Doctor", "Patient", "X", undefined);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(speaker, text), { maxLength: 8 }), async (lines) => {
        const note = await make(...lines);
        expect(await make(...lines)).toEqual(note);
        expect(Object.keys(note)).toEqual([...sections]);
        const all = lines
          .map(([, said]) => said)
          .join(" ")
          .replace(/\s+/g, " ")
          .toLowerCase();
        for (const written of Object.values(note)) {
          const rest = written
            .split(" ")
            .map((part) => part.toLowerCase().replace(/\.$/, ""))
            .filter((part) => part !== "" && part !== placeholder && !all.includes(part));
          expect(rest).toEqual([]);
        }
      }),
      {
        numRuns: 200,
        examples: [
          [
            [
              ["Doctor", "ẖ"],
              ["Doctor", "pain"],
            ],
          ],
          [
            [
              ["Doctor", "pain ?"],
              ["Doctor", "ſ"],
            ],
          ],
          [[["Patient", "ß"]]],
          // A capital letter and a small one behind a title are a name.
          [
            [
              ["Doctor", "pain Dr"],
              ["Doctor", "𐒰𝐚"],
            ],
          ],
        ],
      },
    );
  });

  it.each([
    ["one sentence without an end", "pain ".repeat(40_000)],
    ["a sentence after each word", "pain. ".repeat(33_000)],
    ["spaces", " ".repeat(200_000)],
    ["numbers", "5 ".repeat(100_000)],
    ["titles", "Dr. ".repeat(50_000)],
    ["short sentences", "Pain. ".repeat(33_000)],
    ["lines", "\n".repeat(200_000)],
    ["quotes and brackets", '."'.repeat(100_000)],
  ])("processes the longest transcript of %s within two seconds of CPU time", async (_, text) => {
    const started = process.cpuUsage();
    await make(["Patient", text]);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});

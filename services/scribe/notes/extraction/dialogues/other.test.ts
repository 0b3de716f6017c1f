import { describe, expect, it } from "vitest";
import { sections } from "../../../accounts/template.ts";
import { utterances } from "../../../transcripts/utterances.ts";
import { extractNote } from "../extract-note.ts";
import { testDialogues } from "../testing/expect-note.ts";

const empty = { subjective: "", objective: "", assessment: "", plan: "" };
const extract = (text: string, maxSentences = 5) =>
  extractNote(utterances({ text: text.trim() }), { sections: [...sections], maxSentences });

testDialogues([
  {
    title: "heartburn, first names and brand names",
    said: `
Dr. Smith: Hi Kevin, good to see you. How's your mother?
Kevin: She's fine, thanks for asking.
Dr. Smith: So what's up?
Kevin: I've been having this burning in my stomach, and the pain radiates up to my chest.
Dr. Smith: Are you taking anything for it?
Kevin: Tums, and I'm on Zoloft.
Dr. Smith: No blood in the stool?
Kevin: No, nothing like that.
Dr. Smith: Belly is soft, a bit of tenderness up here.
Dr. Smith: Looks like GERD to me. Let's try pantoprazole 40 milligrams every morning.
Dr. Smith: And I want you to see Dr. Gomez in gastroenterology for a scope.
Dr. Smith: If you throw up blood or your stools turn black, get to the ER.
Kevin: Will do. Thanks, doc. Say hi to Linda.`,
    keeps: {
      subjective: ["radiates up to my chest", "Zoloft", "stool? No"],
      objective: ["belly is soft"],
      assessment: ["GERD"],
      plan: ["pantoprazole", "gastroenterology", "get to the ER"],
    },
    omits: ["Kevin", "Smith", "Gomez", "Linda", "mother"],
  },
  {
    title: "a sprain, letters as labels",
    said: `
A: How can I help?
B: I twisted my ankle playing tennis yesterday.
A: Can you put weight on it?
B: Not really.
A: There's swelling and bruising over the outside, but no bony tenderness.
A: I don't think it's broken, it's a sprain.
A: Ice, elevation, and ibuprofen 400 three times a day. Come back if you can't walk in five days.`,
    keeps: {
      subjective: ["twisted my ankle", "weight on it? Not really"],
      objective: ["no bony tenderness"],
      assessment: ["sprain"],
      plan: ["ibuprofen 400", "if you can't walk"],
    },
  },
  {
    title: "a diabetic foot, in German",
    said: `
Patient: Ich bin Diabetikerin und spritze Insulin. Seit zwei Tagen habe ich eine Wunde am Fuß.
Arzt: Fieber oder Schüttelfrost?
Patient: Nein, beides nicht.
Arzt: Die Wunde ist zwei Zentimeter groß, mit Rötung. Die Fußpulse sind tastbar.
Arzt: Das ist ein diabetischer Fuß. Ich schicke Sie heute noch in die Fußambulanz.
Arzt: Bei Fieber oder wenn die Rötung größer wird, sofort ins Krankenhaus.`,
    keeps: {
      subjective: ["Insulin", "Wunde am Fuß", "Schüttelfrost? Nein"],
      objective: ["zwei Zentimeter", "tastbar"],
      plan: ["Fußambulanz", "sofort ins Krankenhaus"],
    },
  },
  {
    title: "transcribed speech without periods",
    said: `
Doctor: What medications are you currently on?
Patient: um lisinopril 10 milligrams and metformin 500 twice a day
Doctor: Any history of heart problems in the family?
Patient: My dad had a heart attack at 52
Doctor: Do you have any chest pain or shortness of breath right now?
Patient: no
Doctor: okay`,
    keeps: { subjective: ["lisinopril 10 milligrams and metformin 500 twice a day. My dad", "right now? No."] },
  },
  {
    title: "two languages",
    said: `
Arzt: Guten Tag, was führt Sie zu mir?
Patient: I have had a strong pain in my stomach since yesterday. I take omeprazole.
Arzt: Haben Sie Fieber?
Patient: No, no fever.
Arzt: Der Bauch ist weich. Ich überweise Sie zum Gastroenterologen. Bei Blut im Stuhl gehen Sie sofort in die Notaufnahme.`,
    keeps: {
      subjective: ["pain in my stomach", "omeprazole", "no fever"],
      plan: ["Gastroenterologen", "Notaufnahme"],
    },
    omits: ["Guten Tag"],
  },
  {
    title: "an interpreter repeats in English",
    said: `
Doctor: Where is the pain?
Interpreter: In the right side of the belly, since Sunday.
Doctor: Is there any vomiting?
Interpreter: Yes, twice. No blood.
Doctor: The abdomen is tender on the right. I suspect appendicitis. She needs to be admitted to surgery today.`,
    keeps: {
      subjective: ["right side of the belly", "vomiting? Yes, twice"],
      objective: ["abdomen is tender"],
      assessment: ["appendicitis"],
      plan: ["admitted to surgery"],
    },
  },
  {
    title: "bullets of a dictated letter",
    said: `
- Medikation: Metoprolol 47,5 mg, Eliquis 5 mg
- Allergien: keine bekannt
- Befund: RR 130/80, Puls 72
- Diagnose: Vorhofflimmern
- Prozedere: Überweisung zum Kardiologen`,
    keeps: {
      subjective: ["Metoprolol", "Eliquis", "keine bekannt"],
      objective: ["130/80"],
      assessment: ["Vorhofflimmern"],
      plan: ["Kardiologen"],
    },
  },
  {
    title: "a child with earache, in one paragraph without speakers and capitals",
    said: `hi there come in. so my daughter Lily has had earache since last night and she was crying. has she had a fever? yes 38.9 this morning. no vomiting and no rash. is she on any medicine? only paracetamol. any allergies? none that we know of. ok let me look, the left eardrum is red and bulging. this is acute otitis media. give ibuprofen three times a day, come back in 48 hours if there's no improvement, and go to the emergency department if she becomes drowsy. thank you, Lily says bye.`,
    keeps: {
      subjective: [
        "earache since last night",
        "fever? yes 38.9",
        "medicine? only paracetamol",
        "allergies? none that we know",
      ],
      objective: ["eardrum is red"],
      assessment: ["acute otitis media"],
      plan: ["ibuprofen", "emergency department"],
    },
    omits: ["Lily", "hi there", "bye"],
  },
]);

describe("a transcript that says nothing about health", () => {
  it.each([
    "Hello. Nice weather today. Yes, lovely. See you tomorrow then. Bye.",
    "Doctor: Good morning, Mr. Brown.\nPatient: Good morning, Dr. Hill. Did you have a nice weekend?\nDoctor: Yes, thank you. And you?\nPatient: Very nice.",
    "Guten Tag, Frau Meier. Schönes Wetter heute. Ja, sehr schön. Auf Wiedersehen.",
    "Bonjour Madame. Il fait beau aujourd'hui. Oui, très beau. Au revoir.",
    "Buenos días, señora López. Hace buen día. Sí, muy bueno. Adiós.",
  ])("has an empty note: %s", (text) => {
    expect(extract(text)).toEqual({ note: empty, omitted: 0 });
  });
});

describe("a transcript in a language without phrases", () => {
  it.each([
    [
      "Italian",
      "Dottore: Buongiorno, come sta?\nPaziente: Ho mal di testa da tre giorni e non riesco a dormire. Prendo il paracetamolo.",
    ],
    [
      "Portuguese",
      "Médico: Bom dia, o que sente?\nPaciente: Tenho uma dor de cabeça há três dias e não consigo dormir. Tomo paracetamol.",
    ],
    [
      "Dutch",
      "Arts: Goedemorgen, wat is er aan de hand?\nPatiënt: Ik heb sinds drie dagen pijn in mijn rug en het wordt niet beter met paracetamol.",
    ],
    [
      "Polish",
      "Lekarz: Dzień dobry, co panu dolega?\nPacjent: Od poniedziałku mam ból gardła i gorączkę. Nie mogę przełykać.",
    ],
    ["Swedish", "Läkare: Hej, hur mår du?\nPatient: Jag har ont i ryggen sedan tre dagar och det blir inte bättre."],
    [
      "Turkish",
      "Doktor: Merhaba, neyiniz var?\nHasta: Üç gündür başım çok ağrıyor ve midem bulanıyor, hiç uyuyamıyorum.",
    ],
    [
      "Hungarian",
      "Orvos: Jó napot, mi a panasza?\nBeteg: Három napja fáj a torkom, és lázas vagyok, nem tudok nyelni.",
    ],
    ["Russian", "Врач: Здравствуйте, на что жалуетесь?\nПациент: У меня третий день болит горло и температура 38,5."],
    ["Chinese", "医生:您好,哪里不舒服? 病人:我头痛三天了,晚上睡不着觉,也没有发烧。"],
    ["Arabic", "الطبيب: صباح الخير، ما المشكلة؟ المريض: عندي صداع منذ ثلاثة أيام ولا أستطيع النوم."],
  ])("has an empty note that names the reason: %s", (_, text) => {
    expect(extract(text)).toEqual({ note: empty, omitted: 0, isUnsupportedLanguage: true });
  });
});

it("counts the statements that a full section omits", () => {
  const text = Array.from(
    { length: 9 },
    (_, index) => `Patient: I have had pain in my knee for ${index + 2} weeks.`,
  ).join("\n");
  expect(extract(text, 4).omitted).toBe(5);
  expect(extract(text, 20).omitted).toBe(0);
});

it("keeps everything of a sentence that is longer than a line", () => {
  const steps = Array.from({ length: 60 }, (_, index) => `it hurts at step ${index} of the stairs`).join(" and ");
  const text = `i have pain in my knee and ${steps} and no fever`;
  const { note, omitted } = extract(text, 20);
  expect(note.subjective?.toLowerCase().replaceAll(/[. ]/g, "")).toBe(text.replaceAll(" ", ""));
  expect(omitted).toBe(0);
});

import type { Utterance } from "../../transcripts/utterances.ts";
import { roleOf } from "./roles.ts";

/** Replaces a name that a sentence needs, so that the sentence stays readable. */
export const placeholder = "[name]";

const anyCase = (list: string): string =>
  list
    .split("|")
    .map((word) => `[${word.charAt(0).toUpperCase()}${word.charAt(0).toLowerCase()}]${word.slice(1)}`)
    .join("|");

/** Words with a capital letter that begin a sentence after a title: "Doctor I have …". */
const pronouns =
  "I|J|Ich|Je|Yo|Me|Mi|My|We|You|The|It|Wir|Sie|Es|Mir|Mein|Meine|Le|La|El|Vous|Il|Elle|He|She|They|This|That|What|How|Do|Is|Are|Can|There|Dr|Mr|Mrs|Ms|Prof|Doctor|Doktor|Herr|Frau|Monsieur|Madame|Everyone|All|Yes|No|Ja|Nein|Oui|Non|Si|Sí";
// Only the first small letter can be the one that a name needs; with any of them, a long word would take quadratic time.
const name = `(?!(?:${pronouns})(?![\\p{L}]))\\p{Lu}(?:(?!\\p{Ll})[\\p{L}'’])*\\p{Ll}[\\p{L}'’]*(?:-\\p{Lu}[\\p{L}]+)?`;
// Only an abbreviation can have a period; after any other title a period ends the sentence.
const title = `(?<!\\p{L})(?:(?:${anyCase("dr|mr|mrs|ms|prof|dra|mme|mlle|sr|sra|srta")})\\.?|M\\.|(?:${anyCase("doctor|doc|doktor|docteur|doctora|miss|mister|professor|professeur|profesor|profesora|herr|herrn|frau|monsieur|madame|mademoiselle|señor|señora|señorita|senor|senora|don|doña|nurse|schwester")})(?!\\p{L}))(?:\\s(?:(?:Dr|Prof)\\.?|(?:Doktor|Doctor|docteur|doctora?)(?!\\p{L})))*`;
const titled = `${title}\\s${name}(?:\\s${name})?`;
const bareTitle = `(?<!\\p{L})(?:${anyCase("doctor|doc|doktor|docteur|doctora|herr doktor|frau doktor|herr doctor|sir|ma'am|madam|monsieur|madame|señor|señora|doktorin|frau doktorin")})(?!\\p{L})`;

/** First names that are also words. They are removed only where the speaker addresses the listener. */
const ambiguousNames =
  "Mark|Max|Rosa|Frank|Bill|Martin|Pilar|Jean|Luc|Lea|Carmen|Will|Grace|Rose|Carol|Dennis|Scott|Victoria|Eva";

/** Common first names, which are removed everywhere. */
const firstNames =
  "Adam|Alan|Alex|Alexander|Alice|Amanda|Amy|Andrea|Andrew|Angela|Ann|Anna|Anne|Anthony|Barbara|Ben|Benjamin|Beth|Bob|Brian|Caroline|Catherine|Charles|Charlotte|Chris|Christine|Claire|Daniel|David|Deborah|Diana|Diane|Donna|Dorothy|Edward|Elena|Elizabeth|Ella|Emily|Emma|Eric|Gary|George|Gerald|Hannah|Harry|Heather|Helen|Henry|Jack|Jacob|James|Jane|Janet|Jason|Jeff|Jennifer|Jessica|Jim|Joan|Joe|John|Jonathan|Joseph|Joshua|Judith|Julia|Julie|Karen|Kate|Katherine|Keith|Kelly|Kevin|Laura|Lauren|Leo|Linda|Lisa|Louise|Lucy|Margaret|Maria|Marie|Martha|Mary|Matthew|Melissa|Michael|Michelle|Mike|Nancy|Natalie|Nicole|Nina|Olivia|Oliver|Pamela|Patricia|Paul|Peter|Philip|Rachel|Rebecca|Richard|Robert|Roger|Ruth|Ryan|Sam|Samantha|Samuel|Sandra|Sarah|Sharon|Sofia|Sophie|Stephanie|Stephen|Steve|Steven|Susan|Thomas|Tim|Timothy|Tom|Tony|William|Hans|Heinz|Jürgen|Klaus|Uwe|Ute|Petra|Sabine|Monika|Ursula|Renate|Heike|Birgit|Gabriele|Stefan|Andreas|Markus|Matthias|Lukas|Jonas|Felix|Lena|Mia|Pierre|Michel|Jacques|Philippe|Nicolas|Camille|Chloé|Léa|Manon|Isabelle|Sylvie|Nathalie|Valérie|Françoise|Monique|Hélène|José|Juan|Antonio|Manuel|Francisco|Javier|Carlos|Miguel|Luis|Pedro|Pablo|Jorge|Alejandro|Ana|Isabel|Lucía|Marta|Teresa|Cristina|Paula|Elvira|Tommy|Billy|Jimmy|Nick|Nicholas|Sebastian|Simon|Omar|Ali|Mohammed|Fatima|Aisha|Ahmed|Ingrid|Greta|Helga|Karl|Otto|Walter|Werner|Wolfgang|Günter|Jutta|Silke|Anja|Katrin|Julien|Antoine|Louis|Claude|Marc|Amélie|Élodie|Céline|Rafael|Diego|Sergio|Raúl|Beatriz|Mercedes|Inés";

const greetings = anyCase(
  "good morning|good afternoon|good evening|hello|hi|hey|welcome back|welcome|nice to meet you|nice to see you|good to see you|pleased to meet you|guten morgen|guten tag|guten abend|hallo|grüß gott|grüezi|servus|moin|schön sie zu sehen|bonjour|bonsoir|salut|enchanté|enchantée|buenos días|buenos dias|buenas tardes|buenas noches|buenas|hola|encantado|encantada|thank you so much|thank you very much|thank you|thanks|vielen dank|danke schön|danke|merci beaucoup|merci|muchas gracias|gracias|goodbye|bye|auf wiedersehen|tschüss|au revoir|adiós|take care|gute besserung",
);
const fillers = anyCase(
  "okay|ok|alright|all right|well|so|right|now|great|good|gut|also|na gut|alles klar|bien|alors|bon|d'accord|très bien|bueno|vale|muy bien|de acuerdo|um|uh|please",
);

const naming = `(?:${anyCase("my name is|my name's|the name is|mein name ist|ich heiße|ich heisse|je m'appelle|mon nom est|me llamo|mi nombre es")})\\s((?:${titled})|${name}(?:\\s${name}){0,2})`;
const introducing = `(?:${anyCase("i'm|i am|this is|ich bin|hier ist|je suis|c'est|soy|es")})\\s(?:(?:el|la|le|the|der|die)\\s)?((?:${titled})|(?:${firstNames})(?!\\p{L})(?:\\s${name}){0,2})`;
const greeted = `(?:${anyCase("good morning|good afternoon|good evening|hello|hi|hey|welcome|guten morgen|guten tag|guten abend|hallo|bonjour|bonsoir|salut|buenos días|buenas tardes|hola")}),?\\s(${name})(?=[\\s,.!?]|$)`;
// Not in German, where the noun after a relative can be anything: "meine Mutter Diabetes hat".
const relative = `(?:${anyCase("my|our|ma|mon|notre|mi|nuestra|nuestro")})\\s(?:daughter|son|wife|husband|mother|mom|mum|father|dad|brother|sister|partner|baby|girlfriend|boyfriend|fille|fils|femme|mari|mère|père|frère|sœur|hija|hijo|esposa|marido|madre|padre|hermana|hermano),?\\s(${name})`;
const spokenName = new RegExp(`(?<!\\p{L})(?:${naming}|${introducing}|(${titled})|${greeted}|${relative})`, "gu");
const introduction = new RegExp(
  `^(?:${naming}|${introducing})(?=\\s*[,.!?;]|$|\\s(?:and|und|et|y)\\s)(?:\\s*,?\\s(?:and|und|et|y)\\s|[,.!;]?\\s*)`,
  "u",
);
const titledName = new RegExp(titled, "gu");
const isTitle = new RegExp(`^(?:${title})$`, "u");

/**
 * Returns a function that removes greetings and forms of address from a sentence, and replaces other names of people: those
 * of the speakers, those that they introduce themselves with, and those after a title.
 */
export function nameRemover(transcript: readonly Utterance[]): (sentence: string) => string {
  const names = [...collectNames(transcript)].map((word) => word.replace(/[^\p{L}\p{N}'’-]/gu, ""));
  const spoken = new RegExp(`(?<!\\p{L})(?:${[...names, firstNames].join("|")})(?!\\p{L})`, "gu");
  const address = `(?:${[titled, bareTitle, ...names.map((word) => `(?<!\\p{L})${word}(?!\\p{L})`)].join("|")}|(?<!\\p{L})(?:${firstNames}|${ambiguousNames})(?!\\p{L})(?:\\s${name})?)`;
  const opening = new RegExp(
    `^(?:(?:${greetings})(?!\\p{L})(?: there| again)?(?:\\s*,?\\s(?:${address}|${name}(?=[,.!?]|$)))?\\s*(?:[,.!?;:–—-]+\\s*|$)|(?:${greetings})(?!\\p{L}|\\s(?:to|for|a)\\s)\\s(?!to |for )|(?:${fillers})(?!\\p{L})(?:,?\\s${address})\\s*[,.!?;:–—-]+\\s*|(?:${fillers}),\\s|${address}\\s*[,!:–—]\\s*)`,
    "u",
  );
  const afterComma = new RegExp(`,\\s*${address}(?=\\s*[,.!?;]|$)`, "gu");
  return (sentence) => {
    let text = sentence.replace(/^[-–—•*>\s]+/u, "");
    for (let round = 0; round < 5; round += 1) {
      const shorter = text.replace(opening, "").replace(introduction, "");
      if (shorter === text) break;
      text = shorter;
    }
    text = text.replace(afterComma, "").replace(titledName, placeholder);
    text = text.replace(spoken, placeholder);
    text = text.replace(/^[,.!?;:\s]+/, "");
    return capitalized(text);
  };
}

/**
 * Begins a sentence with a capital. A letter without a capital of its own stays as it was said: that of ß is several
 * characters, and that of ſ is the capital of s.
 */
function capitalized(text: string): string {
  const first = text.charAt(0);
  const capital = first.toUpperCase();
  return (capital.toLowerCase() === first ? capital : first) + text.slice(1);
}

/** Number of different names that are removed, which bounds the time for each sentence. */
const maxNames = 50;

function collectNames(transcript: readonly Utterance[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (text: string): void => {
    for (const word of text.split(/[\s.,]+/)) {
      const isName =
        /^\p{Lu}[\p{L}'’-]+$/u.test(word) && word.length > 2 && !isTitle.test(word) && roleOf(word) === "unknown";
      if (isName && names.size < maxNames && !generic.has(word)) names.add(word);
    }
  };
  for (const { speaker, text } of transcript) {
    add(speaker ?? "");
    for (const [, ...found] of text.matchAll(spokenName)) add(found.find((each) => each !== undefined) ?? "");
  }
  return names;
}

/** Labels that are not names. */
const generic = new Set(
  "Speaker|Sprecher|Sprecherin|Locuteur|Orateur|Hablante|Voice|Unknown|Person|Interpreter|Translator|Family|Relative|Visitor|Student|Assistant|Medical|General|Practitioner|Emergency|Reception|Male|Female|Adult|Child|Man|Woman|Mann|Kind|Pharmacist|Paramedic|Resident|Intern|Attending".split(
    "|",
  ),
);

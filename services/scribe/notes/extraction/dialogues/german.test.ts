import { testDialogues } from "../testing/expect-note.ts";

testDialogues([
  {
    title: "back pain, roles as labels",
    said: `
Ärztin: Guten Tag, Herr Müller. Was führt Sie zu mir?
Patient: Guten Tag, Frau Doktor. Ich habe seit drei Tagen starke Rückenschmerzen. Der Schmerz zieht ins linke Bein bis zum Fuß.
Ärztin: Haben Sie Taubheitsgefühle?
Patient: Ja, am großen Zeh.
Ärztin: Probleme beim Wasserlassen?
Patient: Nein.
Ärztin: Nehmen Sie Medikamente?
Patient: Ramipril 5 mg und Marcumar.
Ärztin: Haben Sie Allergien?
Patient: Ich vertrage kein Penicillin.
Ärztin: Die Reflexe sind seitengleich.
Ärztin: Ich habe den Verdacht auf einen Bandscheibenvorfall.
Ärztin: Ich überweise Sie zum Orthopäden und wir machen ein MRT. Nehmen Sie Paracetamol 500 mg dreimal täglich.
Ärztin: Wenn Sie Lähmungen bekommen oder den Urin nicht halten können, gehen Sie sofort in die Notaufnahme.
Patient: Vielen Dank, auf Wiedersehen.`,
    keeps: {
      subjective: [
        "Rückenschmerzen",
        "ins linke Bein",
        "Wasserlassen? Nein",
        "Ramipril",
        "Marcumar",
        "kein Penicillin",
      ],
      objective: ["Reflexe"],
      assessment: ["Bandscheibenvorfall"],
      plan: ["Orthopäden", "MRT", "Paracetamol 500 mg", "sofort in die Notaufnahme"],
    },
    omits: ["Müller", "Guten Tag", "Vielen Dank", "Wiedersehen"],
  },
  {
    title: "tonsillitis, lines without labels",
    said: `
Hallo, Frau Schneider, nehmen Sie Platz.
Danke. Ich habe seit Montag Halsschmerzen und Fieber bis 39 Grad.
Haben Sie Husten?
Nein, keinen Husten.
Nehmen Sie regelmäßig Medikamente ein?
Nur die Pille.
Der Rachen ist gerötet, die Mandeln sind belegt. Temperatur 38,8 Grad.
Das sieht nach einer bakteriellen Mandelentzündung aus.
Ich verschreibe Ihnen Amoxicillin 1000 mg, dreimal täglich für sieben Tage.
Wenn Sie schlecht Luft bekommen, rufen Sie sofort den Notarzt.
Gute Besserung!`,
    keeps: {
      subjective: ["Halsschmerzen", "keinen Husten", "die Pille"],
      objective: ["gerötet", "38,8"],
      assessment: ["Mandelentzündung"],
      plan: ["Amoxicillin", "Notarzt"],
    },
    omits: ["Schneider", "Platz", "Besserung"],
  },
  {
    title: "chest pain, names as labels",
    said: `
Dr. Krüger: Grüß Gott, Herr Wagner, was kann ich für Sie tun?
Josef Wagner: Mir tut seit gestern die Brust weh, so ein Druck. Es strahlt in den linken Arm aus.
Dr. Krüger: Haben Sie Atemnot?
Josef Wagner: Beim Treppensteigen, ja.
Dr. Krüger: Rauchen Sie?
Josef Wagner: Eine Schachtel am Tag.
Dr. Krüger: Der Blutdruck ist 165 zu 95, der Puls 92.
Dr. Krüger: Es könnte eine Angina pectoris sein.
Dr. Krüger: Ich weise Sie ins Krankenhaus ein. Wir schreiben gleich ein EKG.`,
    keeps: {
      subjective: ["Brust", "linken Arm", "Atemnot? Beim Treppensteigen, ja", "Schachtel"],
      objective: ["165 zu 95"],
      assessment: ["Angina"],
      plan: ["Krankenhaus", "EKG"],
    },
    omits: ["Krüger", "Wagner", "Josef", "Grüß Gott"],
  },
  {
    title: "a child with its mother, interrupted",
    said: `
Arzt: Hallo Emma! Na, wie war es im Kindergarten?
Mutter: Sie hat seit heute Nacht Durchfall und hat—
Arzt: Auch erbrochen?
Mutter: —dreimal erbrochen, und sie trinkt kaum.
Arzt: Fieber?
Mutter: Nein, kein Fieber.
Arzt: Der Bauch ist weich. Kein Hinweis auf eine Blinddarmentzündung.
Arzt: Das ist wahrscheinlich ein Magen-Darm-Infekt.
Arzt: Geben Sie ihr alle zehn Minuten einen Löffel Elektrolytlösung. Falls sie nicht mehr trinkt, kommen Sie sofort wieder.`,
    keeps: {
      subjective: ["Durchfall", "dreimal erbrochen", "kein Fieber"],
      assessment: ["Infekt"],
      plan: ["Elektrolytlösung", "kommen Sie sofort wieder"],
    },
    omits: ["Emma", "Kindergarten"],
  },
  {
    title: "a check-up, without umlauts",
    said: `
Hausarzt: Wie geht es Ihnen mit den neuen Tabletten?
Patientin: Besser, aber mir ist oft schwindelig, wenn ich aufstehe.
Hausarzt: Sind Sie gestuerzt?
Patientin: Nein, nie.
Hausarzt: Der Blutdruck ist heute 105 zu 60.
Hausarzt: Wir reduzieren das Ramipril auf 2,5 mg. Kontrolle in zwei Wochen.`,
    keeps: {
      subjective: ["schwindelig", "gestuerzt? Nein"],
      objective: ["105 zu 60"],
      plan: ["Ramipril auf 2,5 mg", "Kontrolle in zwei Wochen"],
    },
  },
  {
    title: "headache, numbered speakers and small talk",
    said: `
Sprecher 1: Schönes Wetter heute, nicht wahr? Haben Sie gut hergefunden?
Sprecher 2: Ja, kein Stau. Ich leide seit einem Jahr unter Migräne, und jetzt kommt sie jede Woche.
Sprecher 1: Was nehmen Sie dagegen?
Sprecher 2: Ibuprofen, fast jeden Tag.
Sprecher 1: Sehen Sie dabei Blitze?
Sprecher 2: Nein.
Sprecher 1: Die neurologische Untersuchung ist unauffällig.
Sprecher 1: Ich denke, das ist auch ein Kopfschmerz durch Schmerzmittel.
Sprecher 1: Ich überweise Sie an eine Neurologin. Setzen Sie das Ibuprofen ab.`,
    keeps: {
      subjective: ["Migräne", "Ibuprofen, fast jeden Tag", "Blitze? Nein"],
      objective: ["unauffällig"],
      plan: ["Neurologin", "Ibuprofen ab"],
    },
    omits: ["Wetter", "Stau", "hergefunden"],
  },
  {
    title: "a depression with advice for a crisis",
    said: `
Ärztin: Frau Yilmaz, erzählen Sie mir, wie es Ihnen geht.
Patientin: Ich schlafe schlecht und bin den ganzen Tag müde. Mir macht nichts mehr Freude.
Ärztin: Haben Sie daran gedacht, sich etwas anzutun?
Patientin: Nein, das nicht.
Ärztin: Trinken Sie Alkohol?
Patientin: Selten.
Ärztin: Ich vermute eine Depression.
Ärztin: Ich schreibe Sie zwei Wochen krank und überweise Sie zur Psychotherapie. Wenn solche Gedanken kommen, rufen Sie sofort die 112 oder die Klinik an.`,
    keeps: {
      subjective: ["schlafe schlecht", "anzutun? Nein", "Alkohol? Selten"],
      assessment: ["Depression"],
      plan: ["Psychotherapie", "112"],
    },
    omits: ["Yilmaz"],
  },
]);

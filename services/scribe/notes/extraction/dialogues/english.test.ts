import { testDialogues } from "../testing/expect-note.ts";

testDialogues([
  {
    title: "chest pain, roles as labels",
    said: `
Doctor: Good morning, Mrs. Thompson. I'm Dr. Patel. What brings you in today?
Patient: Good morning, doctor. I've had chest pain since yesterday evening.
Doctor: Can you describe it?
Patient: It's like a pressure. It goes down my left arm and into my jaw.
Doctor: Any shortness of breath?
Patient: No.
Doctor: Any nausea or sweating?
Patient: A little nausea, no sweating.
Doctor: Do you take any medication?
Patient: Lisinopril and a baby aspirin.
Doctor: Any allergies?
Patient: Penicillin. I got hives.
Doctor: Your blood pressure is 150 over 95 and your pulse is 98. Heart sounds are normal, no murmurs.
Doctor: This could be angina.
Doctor: I'm going to refer you to Dr. Miller, the cardiologist. We'll do an ECG and troponin now.
Doctor: If the pain comes back or lasts longer than ten minutes, call 911 immediately.
Patient: Okay, thank you, Dr. Patel.
Doctor: Take care, Mrs. Thompson. Bye.`,
    keeps: {
      subjective: [
        "chest pain since yesterday",
        "left arm and into my jaw",
        "shortness of breath? No",
        "nausea",
        "Lisinopril",
        "aspirin",
        "Penicillin",
      ],
      objective: ["150 over 95", "pulse is 98", "no murmurs"],
      assessment: ["angina"],
      plan: ["cardiologist", "ECG and troponin", "call 911"],
    },
    omits: ["Thompson", "Patel", "Miller", "Good morning", "thank you", "take care", "bye"],
  },
  {
    title: "migraine, lines without labels",
    said: `
Good morning. How are you?
Hi doctor. Not so good, I've been having headaches for about three weeks.
Where exactly?
On the right side, behind the eye. Light hurts.
Have you vomited?
No, never.
Are you on any medication?
Just the pill, and ibuprofen when it's bad.
Your neck is not stiff and your pupils are normal. Temperature is 36.8.
That looks like a migraine.
I'll prescribe sumatriptan 50 mg. Keep a headache diary.
If you suddenly get the worst headache of your life, go straight to the emergency department.
Thanks, bye!`,
    keeps: {
      subjective: ["three weeks", "behind the eye", "vomited? No", "the pill, and ibuprofen"],
      objective: ["pupils are normal", "36.8"],
      assessment: ["migraine"],
      plan: ["sumatriptan 50 mg", "emergency department"],
    },
    omits: ["how are you", "bye", "good morning"],
  },
  {
    title: "pneumonia, names as labels",
    said: `
Anna: Hello, my name is Anna Schmidt and I have a terrible cough.
Dr. Weber: Hello Anna. How long have you had it?
Anna: Two weeks now. It's worse at night.
Dr. Weber: Fever?
Anna: No fever. I'm coughing up green phlegm.
Dr. Weber: Do you smoke?
Anna: Ten cigarettes a day.
Dr. Weber: I can hear crackles at the right base. Oxygen saturation 95%.
Dr. Weber: I think you have pneumonia. Anna, take amoxicillin 500 mg three times a day for seven days.
Dr. Weber: We need a chest X-ray. Come back in two days, or earlier if you get short of breath.`,
    keeps: {
      subjective: ["cough", "two weeks", "no fever", "green phlegm", "cigarettes"],
      objective: ["crackles", "95%"],
      assessment: ["pneumonia"],
      plan: ["amoxicillin 500 mg", "X-ray", "short of breath"],
    },
    omits: ["Anna", "Schmidt", "Weber", "hello"],
  },
  {
    title: "sciatica with an interruption",
    said: `
Doctor: So tell me about the pain.
Patient: Well, it's in my lower back and it—
Doctor: Since when?
Patient: —shoots down my right leg, since about Monday.
Doctor: Did you—
Patient: I lifted a box.
Doctor: Any numbness?
Patient: No.
Doctor: Trouble with your bladder or bowels?
Patient: Not at all.
Doctor: Straight leg raise is positive at 40 degrees on the right.
Doctor: That's most likely sciatica. Carry on moving, take naproxen 250 mg twice a day, and see the physiotherapist.
Doctor: Go to A&E straight away if you lose control of your bladder.`,
    keeps: {
      subjective: ["lower back", "down my right leg", "numbness? No", "bowels? Not at all"],
      objective: ["40 degrees"],
      assessment: ["sciatica"],
      plan: ["naproxen", "physiotherapist", "A&E"],
    },
  },
  {
    title: "one line with labels within it",
    said: "Doctor: Hello Mr. Green, what can I do for you? Patient: My ears have been ringing for a month. Doctor: Any dizziness? Patient: No dizziness. Doctor: Your eardrums look normal. I'd like you to see an audiologist. Patient: Thank you, doctor.",
    keeps: {
      subjective: ["ringing for a month", "no dizziness"],
      objective: ["eardrums look normal"],
      plan: ["audiologist"],
    },
    omits: ["Green", "thank you", "hello"],
  },
  {
    title: "transcribed speech without punctuation",
    said: "i have had chest pain since monday it goes into my left arm no fever i take metformin",
    keeps: { subjective: ["chest pain", "left arm", "no fever", "metformin"] },
  },
  {
    title: "dictation in telegraphic style",
    said: `54 y/o male, abdominal pain radiating to the back, 2 days. No vomiting. Meds: metformin, ramipril. Allergies: none.
BP 140/90, temp 37.2 °C. Epigastric tenderness, no guarding.
Impression: acute pancreatitis.
Plan: admit to surgery, IV fluids, nil by mouth.`,
    keeps: {
      subjective: ["radiating to the back", "no vomiting", "metformin, ramipril", "allergies: none"],
      objective: ["140/90", "no guarding"],
      assessment: ["pancreatitis"],
      plan: ["admit to surgery"],
    },
  },
  {
    title: "a mother with a child",
    said: `
Nurse: Hi Sarah, hi Tommy! Did you find a parking space?
Mother: Yes, thanks. Tommy has had a fever of 39.5 since last night, and he's pulling at his left ear.
Nurse: Is he drinking?
Mother: Yes, but he won't eat.
Nurse: Any rash?
Mother: No rash.
Nurse: Does he take anything regularly?
Mother: Only vitamin D drops.
Nurse: The left eardrum is red and bulging. Temperature 39.2.
Nurse: It looks like a middle ear infection.
Nurse: Give him paracetamol syrup every six hours. Come back if he is not better in two days.
Nurse: Call 999 if he has a fit or becomes very drowsy.
Mother: What a lovely playroom you have here. Goodbye!`,
    keeps: {
      subjective: ["fever of 39.5", "left ear", "no rash", "vitamin D"],
      objective: ["red and bulging", "39.2"],
      assessment: ["ear infection"],
      plan: ["paracetamol", "call 999"],
    },
    omits: ["Sarah", "parking", "playroom", "Tommy"],
  },
  {
    title: "numbered speakers",
    said: `
Speaker 1: Come in, have a seat. What's the problem?
Speaker 2: I can't sleep. I lie awake for hours and I'm exhausted.
Speaker 1: Are you feeling low?
Speaker 2: Sometimes. I've lost interest in everything.
Speaker 1: Have you had thoughts of harming yourself?
Speaker 2: No.
Speaker 1: Do you drink alcohol?
Speaker 2: Two glasses of wine every night.
Speaker 1: I suspect a depression. I'll refer you to a psychologist and we start sertraline 50 mg.
Speaker 1: If you ever have thoughts of suicide, call the crisis line or go to the emergency room at once.`,
    keeps: {
      subjective: ["can't sleep", "exhausted", "harming yourself? No", "wine"],
      assessment: ["depression"],
      plan: ["psychologist", "sertraline 50 mg", "emergency room"],
    },
    omits: ["have a seat", "come in"],
  },
  {
    title: "a patient who asks",
    said: `
Patient: Can I stop the warfarin before the dentist?
Doctor: No, keep taking it.
Patient: Is it serious?
Doctor: No, it's a mild gastritis.
Doctor: Avoid ibuprofen, and take omeprazole 20 mg before breakfast.
Patient: And can I drink coffee?
Doctor: Better not for now.`,
    keeps: {
      assessment: ["mild gastritis"],
      plan: ["warfarin", "keep taking it", "avoid ibuprofen", "omeprazole 20 mg"],
    },
  },
  {
    title: "more facts than the template allows",
    said: `
Patient: My stomach has been hurting for a week.
Patient: It started after a party at my brother's house and it has been on and off ever since then.
Patient: It is worse in the evening, when I watch television and after big dinners with cake.
Patient: The pain spreads to my right shoulder blade.
Patient: I feel tired and I sleep badly, and I am thirsty a lot of the time.
Patient: I take apixaban because of my heart.
Patient: I have no fever and no jaundice.
Patient: My appetite has been poor and I felt weak yesterday when I climbed the stairs at work.
Patient: I'm allergic to codeine.`,
    keeps: { subjective: ["stomach", "right shoulder blade", "apixaban", "no fever", "codeine"] },
  },
  {
    title: "small talk around the facts",
    said: `
Doctor: Hello again, John! How was the holiday?
John: Great, thanks. It rained every day, but the hotel was nice. My daughter started school last week.
Doctor: How's the football going?
John: We lost again. Anyway, my right knee has been swollen since Saturday.
Doctor: Does it lock or give way?
John: No, never.
Doctor: There's an effusion, and the range of motion is limited to 90 degrees.
Doctor: It may be a torn meniscus. I'll send you for an MRI, and I'll refer you to orthopaedics.
John: Brilliant, see you!`,
    keeps: {
      subjective: ["right knee", "give way? No"],
      objective: ["effusion"],
      assessment: ["meniscus"],
      plan: ["MRI", "orthopaedics"],
    },
    omits: ["John", "hotel", "football", "school", "holiday", "see you"],
  },
  {
    title: "a telephone call with time stamps",
    said: `
[00:01] Dr. Lee (GP): Hello, this is Dr. Lee speaking. Am I talking to Mr. Omar Haddad?
[00:05] Omar Haddad: Yes, speaking. Hi. I fainted this morning.
[00:12] Dr. Lee (GP): Did you hit your head?
[00:14] Omar Haddad: No, I didn't.
[00:20] Dr. Lee (GP): Any palpitations before it?
[00:22] Omar Haddad: Yes, my heart was racing.
[00:30] Dr. Lee (GP): What do you take at the moment?
[00:33] Omar Haddad: Bisoprolol and water tablets.
[00:40] Dr. Lee (GP): I want you to go to the hospital now, by ambulance. Do not drive.`,
    keeps: {
      subjective: ["fainted this morning", "hit your head? No", "heart was racing", "bisoprolol"],
      plan: ["ambulance"],
    },
    omits: ["Lee", "Omar", "Haddad", "speaking"],
  },
  {
    title: "a follow-up visit",
    said: `
D: Morning! How have you been since we changed your tablets?
P: Much better. The dizziness is gone, but my ankles are swollen in the evening.
D: Are you still taking the amlodipine?
P: Yes, ten milligrams.
D: Blood pressure is 128 over 76 today, weight 82 kg.
D: Your blood pressure is well controlled. The swelling is a side effect of amlodipine.
D: Reduce amlodipine to 5 mg. Blood test in four weeks.`,
    keeps: {
      subjective: ["ankles are swollen", "amlodipine? Yes"],
      objective: ["128 over 76", "82 kg"],
      plan: ["amlodipine to 5 mg", "Blood test"],
    },
    omits: ["morning!"],
  },
  {
    title: "a relative speaks, and the patient is named",
    said: `
Wife: He's been confused since this morning, and his speech is slurred. Peter has diabetes.
Paramedic: When was he last well?
Wife: Last night at ten.
Paramedic: Peter, can you lift both arms? He has weakness in the right arm. Blood sugar is 110.
Paramedic: I suspect a stroke. We're taking him to the stroke unit immediately.
Wife: He's on blood thinners.`,
    keeps: {
      subjective: ["confused since this morning", "slurred", "diabetes", "blood thinners"],
      assessment: ["stroke"],
      plan: ["stroke unit immediately"],
    },
    omits: ["Peter"],
  },
  {
    title: "a skin problem, labels in Markdown",
    said: `
**Doctor:** Hi there, take a seat please.
**Patient:** I've got this itchy rash on both hands. It started two months ago at work.
**Doctor:** Do you use any creams?
**Patient:** Hydrocortisone, but it doesn't help.
**Doctor:** Any history of eczema?
**Patient:** As a child, yes.
**Doctor:** There are dry, red patches with cracks between the fingers. No signs of infection.
**Doctor:** It's most likely contact dermatitis. Wear gloves and use this ointment twice a day. I'm sending you to a dermatologist for a patch test.`,
    keeps: {
      subjective: ["itchy rash", "hydrocortisone", "eczema"],
      assessment: ["contact dermatitis"],
      plan: ["gloves", "dermatologist"],
    },
    omits: ["take a seat", "hi there"],
  },
  {
    title: "denials in the third person",
    said: `The patient reports palpitations for two weeks. She denies chest pain and syncope. She takes levothyroxine 100 mcg daily and is allergic to latex.
On examination the pulse is irregular at 110 bpm.
Findings are consistent with atrial fibrillation.
Start apixaban 5 mg twice a day. Urgent referral to cardiology.`,
    keeps: {
      subjective: ["palpitations for two weeks", "denies chest pain", "levothyroxine", "latex"],
      objective: ["irregular at 110"],
      assessment: ["atrial fibrillation"],
      plan: ["apixaban 5 mg", "referral to cardiology"],
    },
  },
  {
    title: "pregnancy, with questions in a row",
    said: `
Midwife: Any bleeding? Any contractions?
Sofia: No, neither.
Midwife: Is the baby moving?
Sofia: Yes, a lot.
Midwife: Any headaches or blurred vision?
Sofia: A headache since yesterday.
Midwife: Blood pressure is 152 over 98, and there is protein in the urine.
Midwife: I'm worried about pre-eclampsia. You need to go to the hospital today.
Midwife: Call the ward immediately if your vision gets blurred or you have pain below the ribs.`,
    keeps: {
      subjective: ["any contractions? No", "headache since yesterday"],
      objective: ["152 over 98"],
      plan: ["hospital", "call the ward"],
    },
    omits: ["Sofia"],
  },
]);

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
    <name>Actions</name>
    <message>
        <location filename="../shortcuts.py" line="45" />
        <source>Pause or go on</source>
        <translation>Anhalten oder fortfahren</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="46" />
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="47" />
        <source>One frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="48" />
        <source>Next heatmap</source>
        <translation>Nächste Heatmap</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="49" />
        <source>Fainter heatmap</source>
        <translation>Heatmap schwächer</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="50" />
        <source>Stronger heatmap</source>
        <translation>Heatmap stärker</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="51" />
        <source>Show the keypoints</source>
        <translation>Gesichtspunkte zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="52" />
        <source>Save a snapshot…</source>
        <translation>Schnappschuss speichern…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="53" />
        <source>Record a video…</source>
        <translation>Video aufnehmen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="54" />
        <source>Choose the source</source>
        <translation>Quelle wählen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="55" />
        <source>Choose the models</source>
        <translation>Modelle wählen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="56" />
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="57" />
        <source>Open a stream…</source>
        <translation>Stream öffnen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="58" />
        <source>Start the source again</source>
        <translation>Quelle neu starten</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="59" />
        <source>Show the panels</source>
        <translation>Seitenleiste zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="60" />
        <source>Show the event log</source>
        <translation>Ereignisse zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="61" />
        <source>Show the verdicts</source>
        <translation>Urteile zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="62" />
        <source>Calibrate the camera…</source>
        <translation>Kamera kalibrieren…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="63" />
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="64" />
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="65" />
        <source>Leave full screen</source>
        <translation>Vollbild verlassen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="66" />
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="67" />
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../banner.py" line="145" />
        <location filename="../toasts.py" line="65" />
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
</context><context>
    <name>Calibration</name>
    <message>
        <location filename="../calibration/wizard.py" line="164" />
        <source>{0} of {1} s · {2} faces scored</source>
        <translation>{0} von {1} s · {2} Gesichter bewertet</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="167" />
        <source>nothing recorded yet</source>
        <translation>noch nichts aufgenommen</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="169" />
        <source>people: {0} · faces scored: {1}</source>
        <translation>Personen: {0} · Gesichter bewertet: {1}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="171" />
        <source>{0} faces scored</source>
        <translation>{0} Gesichter bewertet</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="177" />
        <source>Saved for {0}; it is in use now.</source>
        <translation>Gespeichert für {0} und ab jetzt in Gebrauch.</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="180" />
        <source>Calculating…</source>
        <translation>Wird berechnet…</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="182" />
        <source>Tried out: the verdicts in the picture are as they would be. Stand there, hold something up.</source>
        <translation>Probe: Die Urteile im Bild sind so, wie sie sein würden. Stellen Sie sich hin, halten Sie etwas hoch.</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="296" />
        <source>Calibrate the camera</source>
        <translation>Kamera kalibrieren</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="297" />
        <source>Camera being calibrated: {0}</source>
        <translation>Kalibriert wird: {0}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="300" />
        <location filename="../calibration/wizard.py" line="299" />
        <source>Which camera to calibrate</source>
        <translation>Welche Kamera kalibriert wird</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="306" />
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="307" />
        <source>That is enough</source>
        <translation>Das genügt</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="308" />
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="309" />
        <source>Another person</source>
        <translation>Noch eine Person</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="310" />
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="311" />
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="312" />
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="313" />
        <source>Try it out</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="314" />
        <source>Back to the start</source>
        <translation>Zurück zum Anfang</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="315" />
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="317" />
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="80" />
        <source>ask for {0} of 100 people</source>
        <translation>höchstens {0} von 100 Personen verlangen</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="82" />
        <source>refuse {0} of 100 people; {1} of 100 photos pass</source>
        <translation>{0} von 100 Personen abweisen; {1} von 100 Fotos kommen durch</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="42" />
        <source>no anti-spoof model is in use that could be calibrated</source>
        <translation>es ist kein Anti-Spoofing-Modell in Gebrauch, das kalibriert werden könnte</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="47" />
        <source>the demo cannot be calibrated; choose a camera</source>
        <translation>die Demo ist kein Ort zum Kalibrieren; wählen Sie eine Kamera</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="13" />
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="14" />
        <source>Print</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="15" />
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="16" />
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="23" />
        <source>A person, as people will stand here</source>
        <translation>Eine Person, so wie man hier stehen wird</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="24" />
        <source>A printed photo of a face</source>
        <translation>Ein ausgedrucktes Foto eines Gesichts</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="25" />
        <source>A face on a phone or another screen</source>
        <translation>Ein Gesicht auf einem Telefon oder anderen Bildschirm</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="26" />
        <source>What to expect at this door</source>
        <translation>Was an dieser Tür zu erwarten ist</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="33" />
        <source>Alone in the picture, in the usual light, at the usual distance; look about and move a little. Five people, one after the other, say far more than one.</source>
        <translation>Allein im Bild, im üblichen Licht, im üblichen Abstand; sehen Sie umher und bewegen Sie sich ein wenig. Fünf Personen nacheinander sagen weit mehr als eine.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="38" />
        <source>Hold it up so that it fills the picture as a face would; bend and tilt it. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>Halten Sie es so, dass es das Bild wie ein Gesicht ausfüllt; biegen und neigen Sie es. Halten Sie Ihr eigenes Gesicht aus dem Bild: Bilder mit zwei Gesichtern werden ausgelassen.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="43" />
        <source>Hold it up so that it fills the picture as a face would; a video is better than a photo. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>Halten Sie es so, dass es das Bild wie ein Gesicht ausfüllt; ein Video ist besser als ein Foto. Halten Sie Ihr eigenes Gesicht aus dem Bild: Bilder mit zwei Gesichtern werden ausgelassen.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="48" />
        <source>Choose how many people may be refused; how many photos pass follows from it. Nothing is stored until you save.</source>
        <translation>Wählen Sie, wie viele Personen abgewiesen werden dürfen; daraus folgt, wie viele Fotos durchkommen. Gespeichert wird erst, wenn Sie speichern.</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>vouched for</source>
        <translation>wird verbürgt</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>refused</source>
        <translation>abgewiesen</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>← more live</source>
        <translation>← eher echt</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>more attack →</source>
        <translation>eher Angriff →</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="175" />
        <source>Scores so far</source>
        <translation>Bisherige Werte</translation>
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/chart.py" line="251" />
        <source>{0} s</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="283" />
        <source>Evidence over time</source>
        <translation>Verlauf der Evidenz</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="284" />
        <source>Chart of the evidence on each face</source>
        <translation>Diagramm der Beweislage zu jedem Gesicht</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="293" />
        <source>Bold: anti-spoofing · dashed: deepfake · grey: not counted · dots: the verdict changed. A verdict falls where a line enters a zone.</source>
        <translation>Fett: Anti-Spoofing · gestrichelt: Deepfake · grau: zählt nicht · Punkte: Urteil geändert. Ein Urteil fällt, wo eine Linie in eine Zone tritt.</translation>
    </message>
</context><context>
    <name>Decision</name>
    <message>
        <location filename="../panels/decision.py" line="173" />
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="175" />
        <source>Live people refused (BPCER)</source>
        <translation>Echte Personen abgewiesen (BPCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="176" />
        <source>How many live people may be called an attack</source>
        <translation>Wie viele echte Personen als Angriff gelten dürfen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="179" />
        <source>Attacks let through (APCER)</source>
        <translation>Angriffe durchgelassen (APCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="180" />
        <source>How many attacks may be called live</source>
        <translation>Wie viele Angriffe als echt gelten dürfen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="183" />
        <location filename="../panels/decision.py" line="182" />
        <source>Deepfake model</source>
        <translation>Deepfake-Modell</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="185" />
        <source>is ignored</source>
        <translation>wird nicht beachtet</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="186" />
        <source>may call an attack</source>
        <translation>darf Angriff melden</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="187" />
        <source>must also say live</source>
        <translation>muss auch „echt“ sagen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="192" />
        <source>Smaller rates need more frames before a verdict. Not stored: the next start uses the configuration file.</source>
        <translation>Kleinere Raten brauchen mehr Bilder bis zum Urteil. Gilt bis zum Schließen: Danach zählt wieder die Konfigurationsdatei.</translation>
    </message>
</context><context>
    <name>Engine</name>
    <message>
        <location filename="../engine_sentences.py" line="8" />
        <source>a calibration is being tried</source>
        <translation>eine Kalibrierung wird ausprobiert</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="9" />
        <source>a calibration that is not stored is being tried</source>
        <translation>eine Kalibrierung wird ausprobiert, die nicht gespeichert ist</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="10" />
        <source>a crop could not be encoded as PNG and is not stored</source>
        <translation>ein Ausschnitt ließ sich nicht kodieren und wird nicht aufbewahrt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="11" />
        <source>a new queue accepts events</source>
        <translation>eine neue Warteschlange nimmt Ereignisse auf</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="12" />
        <source>at this door about {0} of 100 people are refused and {1} of 100 photos pass</source>
        <translation>an dieser Tür werden etwa {0} von 100 Personen abgewiesen, und {1} von 100 Fotos kommen durch</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="16" />
        <source>at this door about {0} of 100 people are refused; how many photos pass is not known: show a print and a phone as well</source>
        <translation>an dieser Tür werden etwa {0} von 100 Personen abgewiesen; wie viele Fotos durchkommen, ist nicht bekannt: zeigen Sie auch einen Ausdruck und ein Telefon</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="21" />
        <source>attacks score hardly higher than bona fide on this camera, which may be chance; record longer, and check that the attacks fill the picture as a face would</source>
        <translation>Angriffe erhalten an dieser Kamera kaum höhere Werte als echte Personen, was Zufall sein kann; nehmen Sie länger auf und prüfen Sie, dass die Angriffe das Bild wie ein Gesicht ausfüllen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="26" />
        <source>attacks score no higher than bona fide on this camera: no calibration can help; check that the recordings were not exchanged, and which model is used</source>
        <translation>Angriffe erhalten an dieser Kamera keine höheren Werte als echte Personen: keine Kalibrierung kann helfen; prüfen Sie, ob die Aufnahmen vertauscht wurden und welches Modell benutzt wird</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="31" />
        <source>bona fide</source>
        <translation>echte Person</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="32" />
        <source>bona fide on this camera score like attacks (log-odds of {0} as shipped); look at light and focus, or show a print and a phone as well, so that it can be seen whether the model works here</source>
        <translation>echte Personen erhalten an dieser Kamera Werte wie Angriffe (Log-Odds von {0} ab Werk); prüfen Sie Licht und Schärfe, oder zeigen Sie auch einen Ausdruck und ein Telefon, damit zu sehen ist, ob das Modell hier taugt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="38" />
        <source>calibrated to {0}</source>
        <translation>kalibriert auf {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="39" />
        <source>camera {0} ({1}) does not open; close the program that uses it</source>
        <translation>Kamera {0} ({1}) lässt sich nicht öffnen; bitte das Programm schließen, das sie benutzt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="40" />
        <source>camera {0} does not open: it is missing, in use or not permitted; cameras here: {1}</source>
        <translation>Kamera {0} lässt sich nicht öffnen: nicht vorhanden, in Gebrauch oder nicht erlaubt; Kameras hier: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="44" />
        <source>camera {0}: no {1} model is loaded</source>
        <translation>Kamera {0}: kein {1}-Modell ist geladen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="45" />
        <source>camera {0}: not calibrated, so its error rates are not known; calibrate it with: facevouch calibrate</source>
        <translation>Kamera {0}: nicht kalibriert, daher sind ihre Fehlerraten nicht bekannt; kalibrieren mit: facevouch calibrate</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="50" />
        <source>camera {0}: this is not a camera (source_kind is {1}); do not open a door by its results</source>
        <translation>Kamera {0}: das ist keine Kamera (source_kind ist {1}); keine Tür darf ihren Ergebnissen glauben</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="54" />
        <source>camera {0}: {1}</source>
        <translation>Kamera {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="55" />
        <source>camera {0}: {1} ({2})</source>
        <translation>Kamera {0}: {1} ({2})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="56" />
        <source>cannot open the stream {0}; check address, network and credentials</source>
        <translation>der Stream {0} lässt sich nicht öffnen; bitte Adresse, Netz und Zugangsdaten prüfen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="60" />
        <source>cannot read {0}: {1}</source>
        <translation>{0} lässt sich nicht lesen: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="61" />
        <source>cannot use the queue {0}: {1}; check free space and permissions there</source>
        <translation>die Warteschlange {0} ist nicht benutzbar: {1}; Platz und Rechte auf diesem Datenträger prüfen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="65" />
        <source>cannot write {0}: {1}</source>
        <translation>{0} kann nicht geschrieben werden: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="66" />
        <source>does not work</source>
        <translation>funktioniert nicht</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="67" />
        <source>frame {0} could not be judged: {1}</source>
        <translation>Bild {0} konnte nicht beurteilt werden: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="68" />
        <source>frame {0}: {1}</source>
        <translation>Bild {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="69" />
        <source>it decided the opposite for {0} of {1} faces</source>
        <translation>es beurteilte {0} von {1} Gesichtern anders</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="70" />
        <source>it ends at {0} s of the {1} s it states: it is incomplete</source>
        <translation>sie endet bei {0} s von angegebenen {1} s: sie ist abgeschnitten</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="71" />
        <source>it failed: {0}</source>
        <translation>es versagte: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="72" />
        <source>it gave a score that is not a finite number</source>
        <translation>es lieferte einen Wert, der keine endliche Zahl ist</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="73" />
        <source>it takes {0} ms per face, before {1} ms</source>
        <translation>es braucht {0} ms je Gesicht nach {1} ms</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="74" />
        <source>its content repeats every {0} frames</source>
        <translation>was sie zeigt, wiederholt sich alle {0} Bilder</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="75" />
        <source>its frames come without any jitter, as from a program's clock</source>
        <translation>ihre Bilder kommen ohne jede Schwankung, wie von der Uhr eines Programms</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="76" />
        <source>its frames go back in time</source>
        <translation>ihre Bilder laufen in der Zeit zurück</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="77" />
        <source>its frames repeat those of {0} frames before</source>
        <translation>ihre Bilder sind die von {0} Bildern zuvor</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="78" />
        <source>later events are accepted</source>
        <translation>spätere Ereignisse werden angenommen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="79" />
        <source>model {0} decides the opposite for {1} of {2} recent faces (canary.flips allows {3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know that the old one was wrong</source>
        <translation>Modell {0} beurteilt {1} von {2} eben gesehenen Gesichtern anders (canary.flips erlaubt {3}) und wird darum nicht benutzt; bitte erst evaluieren, oder canary.flips = 1 setzen, wenn das alte falsch lag</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="85" />
        <source>model {0} passed its probation of {1} frames</source>
        <translation>Modell {0} hat sich über {1} Bilder bewährt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="86" />
        <source>model {0} takes {1} ms per face, the one in use {2} ms (canary.slower allows {3} times), so it is not used</source>
        <translation>Modell {0} braucht {1} ms je Gesicht, das benutzte {2} ms (canary.slower erlaubt das {3}-Fache), und wird darum nicht benutzt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="91" />
        <source>model {0} was replaced by the previous one after {1} frames: {2}</source>
        <translation>Modell {0} wurde nach {1} Bildern zurückgenommen: {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="92" />
        <source>no anti-spoof model is installed; choose a model with --model ID</source>
        <translation>es ist kein Anti-Spoofing-Modell zum Kalibrieren installiert; nennen Sie eines mit --model ID</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="96" />
        <source>no attack was shown: the latter is an estimate from {0} attack clips of {1}</source>
        <translation>es wurde kein Angriff gezeigt: das Zweite ist eine Schätzung aus {0} Angriffsclips von {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="100" />
        <source>no attacks were shown: the bound follows from people alone, and the rates of attacks are estimates; show a print and a phone as well</source>
        <translation>es wurden keine Angriffe gezeigt: die Grenze folgt allein aus den Personen, und was über Angriffe gesagt wird, ist eine Schätzung; zeigen Sie auch einen Ausdruck und ein Telefon</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="105" />
        <source>no camera is pinned for this source; pin it with: facevouch calibrate</source>
        <translation>für diese Quelle ist keine Kamera festgelegt; festlegen mit: facevouch calibrate</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="109" />
        <source>no permission for camera {0} ({1}); add your user to the group video and log in again</source>
        <translation>keine Berechtigung für Kamera {0} ({1}); bitte den Benutzer in die Gruppe video aufnehmen und neu anmelden</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="113" />
        <source>no result for {0} in {1} s; the process ends so that it is started again</source>
        <translation>die Inferenz von {0} hängt seit {1} s; der Prozess endet, um neu gestartet zu werden</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="117" />
        <source>nobody was recorded yet</source>
        <translation>noch wurde niemand aufgenommen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="118" />
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="119" />
        <source>none of the {0} images in {1} can be read</source>
        <translation>keines der {0} Bilder in {1} ist lesbar</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="120" />
        <source>not as at calibration: {0}; clean the lens, check the lighting, then calibrate again</source>
        <translation>nicht wie bei der Kalibrierung: {0}; Objektiv reinigen, Licht prüfen, dann neu kalibrieren</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="124" />
        <source>not calibrated, its error rates are not known; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>nicht kalibriert, die Fehlerraten sind nicht bekannt; kalibrieren mit: facevouch calibrate (decision.uncalibrated ist {0})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="129" />
        <source>not calibrated, nobody is vouched for; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>nicht kalibriert, für niemanden wird gebürgt; kalibrieren mit: facevouch calibrate (decision.uncalibrated ist {0})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="134" />
        <source>on this camera the model separates these attacks poorly (AUC {0} %); calibration only moves the threshold and cannot correct that</source>
        <translation>an dieser Kamera unterscheidet das Modell diese Angriffe schlecht (AUC {0} %); Kalibrieren verschiebt die Schwelle, das beheben kann es nicht</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="139" />
        <source>opening {0}</source>
        <translation>{0} wird geöffnet</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="140" />
        <source>other cameras</source>
        <translation>anderen Kameras</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="141" />
        <source>people recorded: {0}; from them between {1} and {2} of 100 people would be refused (95 % interval) where {3} were asked for: record more people, one after the other, best {4} or more, in the light they will stand in</source>
        <translation>aufgenommene Personen: {0}; danach würden zwischen {1} und {2} von 100 Personen abgewiesen (95-%-Intervall), wo {3} verlangt waren: mehr Personen aufnehmen, eine nach der anderen, am besten {4} oder mehr, in dem Licht, in dem sie stehen werden</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="147" />
        <source>people seen: {0}, too few to predict the next one; calibrate with {1} or more, one after the other (facevouch calibrate --people {1})</source>
        <translation>gesehene Personen: {0}, was wenig über die nächste sagt; kalibrieren Sie mit {1} oder mehr, eine nach der anderen (facevouch calibrate --people {1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="152" />
        <source>phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="153" />
        <source>presentations shown: {0}</source>
        <translation>gezeigte Präsentationen: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="154" />
        <source>print</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="155" />
        <source>redirects are not followed; set webhook.url to the final address</source>
        <translation>Weiterleitungen wird nicht gefolgt, die endgültige Adresse angeben</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="156" />
        <source>target error rates: BPCER {0}, APCER {1}</source>
        <translation>verlangte Fehlerraten: BPCER {0}, APCER {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="157" />
        <source>the audit log {0} cannot be written: {1}; free space on its disk or correct the permissions of its folder</source>
        <translation>das Protokoll {0} kann nicht geschrieben werden: {1}; auf dem Datenträger Platz schaffen oder die Rechte des Ordners richten</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="162" />
        <source>the broker {0} cannot be reached: {1}</source>
        <translation>der Broker {0} ist nicht erreichbar: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="163" />
        <source>the broker {0} closed the connection: {1}</source>
        <translation>der Broker {0} ist weg: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="164" />
        <source>the broker {0} does not acknowledge messages within {1} s</source>
        <translation>der Broker {0} bestätigt das Gesendete nicht innerhalb von {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="165" />
        <source>the broker {0} does not answer within {1} s</source>
        <translation>der Broker {0} antwortet nicht innerhalb von {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="166" />
        <source>the broker {0} refuses messages: {1}; check which topics this user may publish to</source>
        <translation>der Broker {0} lehnt das Gesendete ab: {1}; prüfen, was dieser Benutzer veröffentlichen darf</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="170" />
        <source>the broker {0} refuses the connection: {1}</source>
        <translation>der Broker {0} weist uns ab: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="171" />
        <source>the camera</source>
        <translation>die Kamera</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="172" />
        <source>the camera is not the one pinned here: {0}</source>
        <translation>es ist eine andere Kamera als die hier festgelegte: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="173" />
        <source>the camera is not trusted: {0}</source>
        <translation>der Kamera wird nicht vertraut: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="174" />
        <source>the camera is trusted again</source>
        <translation>der Kamera wird wieder vertraut</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="175" />
        <source>the certificate of {0} is not trusted: {1}; set camera.tls_ca to a file with its authority or the certificate itself</source>
        <translation>dem Zertifikat von {0} wird nicht geglaubt: {1}; bitte dessen Aussteller oder das Zertifikat selbst in camera.tls_ca nennen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="180" />
        <source>the connection was lost</source>
        <translation>die Verbindung ging verloren</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="181" />
        <source>the faces' sharpness</source>
        <translation>die Schärfe der Gesichter</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="182" />
        <source>the model's scores</source>
        <translation>die Werte des Modells</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="183" />
        <source>the program that read the output has closed it</source>
        <translation>wer die Ausgabe las, hat sie geschlossen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="184" />
        <source>the queue for {0} is full: its oldest events are being dropped</source>
        <translation>die Warteschlange für {0} ist voll: ihre ältesten Ereignisse werden verworfen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="185" />
        <source>the queue was damaged; its file is now {0}, and a new queue was created</source>
        <translation>die Warteschlange war beschädigt; ihr Inhalt liegt in {0}, und eine neue wurde begonnen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="189" />
        <source>the relay is not closed: the acceptance at {0} came from a source of kind {1}, and relay.sources is {2}</source>
        <translation>das Relais bleibt, wie es ist: was an {0} angenommen wurde, kam aus einer Quelle der Art {1}, und relay.sources nennt {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="194" />
        <source>the relay's pin cannot be switched: {0}</source>
        <translation>der Pin des Relais gehorcht nicht: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="195" />
        <source>the source cannot be used: {0}</source>
        <translation>die Quelle ist nicht benutzbar: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="196" />
        <source>the stream {0} redirects to {1}, which is not followed; give that address</source>
        <translation>der Stream {0} leitet weiter nach {1}; dem wird nicht gefolgt, bitte diese Adresse angeben</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="200" />
        <source>the stream {0} was interrupted</source>
        <translation>der Stream {0} ist abgebrochen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="201" />
        <source>the webhook {0} answers {1}</source>
        <translation>der Webhook {0} antwortet mit {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="202" />
        <source>the webhook {0} cannot be reached: {1}</source>
        <translation>der Webhook {0} ist nicht erreichbar: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="203" />
        <source>the webhook {0} refuses an event with {1}</source>
        <translation>der Webhook {0} lehnt ein Ereignis mit {1} ab</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="204" />
        <source>the {0} sender failed: {1}</source>
        <translation>der Sender {0} hat versagt: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="205" />
        <source>their brightness</source>
        <translation>ihre Helligkeit</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="206" />
        <source>there is no camera {0}; cameras here: {1}</source>
        <translation>es gibt keine Kamera {0}; Kameras hier: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="207" />
        <source>too little data to calibrate: {0} gave {1} scored faces in {2} seconds ({3} frames, {4} faces), at least {5} seconds are needed</source>
        <translation>zu wenig Daten zum Kalibrieren: {0} ergab {1} bewertete Gesichter in {2} Sekunden ({3} Bilder, {4} Gesichter), mindestens {5} Sekunden sind nötig</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="212" />
        <source>works again</source>
        <translation>funktioniert wieder</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="213" />
        <source>{0} % of its pixels stay the same: no sensor's noise</source>
        <translation>{0} % ihrer Bildpunkte bleiben gleich: kein Sensorrauschen</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="214" />
        <source>{0} (PSI {1})</source>
        <translation>{0} (PSI {1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="215" />
        <source>{0} MB are in use, more than watchdog.memory_limit_mb ({1}); the process stops in good order so that it is started again</source>
        <translation>{0} MB sind belegt, mehr als watchdog.memory_limit_mb ({1}); der Prozess endet geordnet, um neu gestartet zu werden</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="220" />
        <source>{0} cannot accept events: {1}</source>
        <translation>{0} kann keine Ereignisse annehmen: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="221" />
        <source>{0} cannot be decoded as a video; convert it to MP4</source>
        <translation>{0} ist kein lesbares Video; bitte in MP4 umwandeln</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="222" />
        <source>{0} cannot be decoded as an image</source>
        <translation>{0} ist kein lesbares Bild</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="223" />
        <source>{0} contains no images ({1})</source>
        <translation>{0} enthält keine Bilder ({1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="224" />
        <source>{0} delivers no more frames; check that it is plugged in</source>
        <translation>{0} liefert keine Bilder mehr; wurde sie abgesteckt?</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="225" />
        <source>{0} ended</source>
        <translation>{0} hat aufgehört</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="226" />
        <source>{0} events were dropped before {1} could be reached again</source>
        <translation>{0} Ereignisse wurden verworfen, bevor {1} wieder erreicht wurde</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="227" />
        <source>{0} failed: {1}</source>
        <translation>{0} ist gescheitert: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="228" />
        <source>{0} has ended</source>
        <translation>{0} ist zu Ende</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="229" />
        <source>{0} has more than {1} megapixels; convert it</source>
        <translation>{0} gibt mehr als {1} Megapixel an; bitte umwandeln</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="230" />
        <source>{0} has more than {1} megapixels; scale it down</source>
        <translation>{0} gibt mehr als {1} Megapixel an; bitte verkleinern</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="231" />
        <source>{0} has no frame that can be decoded</source>
        <translation>{0} enthält kein lesbares Bild</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="232" />
        <source>{0} is a virtual camera: {1}</source>
        <translation>{0} ist aus Software gemacht: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="233" />
        <source>{0} is back</source>
        <translation>{0} ist wieder da</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="234" />
        <source>{0} is empty (0 bytes)</source>
        <translation>{0} ist leer (0 Byte)</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="235" />
        <source>{0} is empty (0 bytes); record or copy it again</source>
        <translation>{0} ist leer (0 Byte); bitte neu aufnehmen oder kopieren</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="236" />
        <source>{0} is frozen</source>
        <translation>{0} ist eingefroren</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="237" />
        <source>{0} is playing</source>
        <translation>{0} läuft</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="238" />
        <source>{0} model: off</source>
        <translation>Modell für {0}: aus</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="239" />
        <source>{0} model: {1}</source>
        <translation>Modell für {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="240" />
        <source>{0} model: {1}, on probation; {2}</source>
        <translation>Modell für {0}: {1}, auf Probe; {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="241" />
        <source>{0} of {1} faces decided differently, {2} ms per face, before {3} ms</source>
        <translation>{0} von {1} Gesichtern anders beurteilt, {2} ms je Gesicht nach {3} ms</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="245" />
        <source>{0} of {1} frames of {2} were left out: they contain several faces</source>
        <translation>{0} von {1} Bildern ({2}) wurden ausgelassen: mehrere Gesichter waren darauf, und niemand kann sagen, welches gemeint war</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="249" />
        <source>{0} of {1} images could not be read</source>
        <translation>{0} von {1} Bildern waren nicht lesbar</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="250" />
        <source>{0} people were seen by this camera: {1}</source>
        <translation>{0} Personen standen vor dieser Kamera: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="251" />
        <source>{0} seconds of bona fide cannot show a BPCER of {1} %: without one error they still allow {2} %; {3} seconds would</source>
        <translation>{0} Sekunden echter Personen können keine BPCER von {1} % belegen: auch ohne einen Fehler lassen sie noch {2} % zu; {3} Sekunden könnten es</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="256" />
        <source>{0} stalled</source>
        <translation>{0} steht still</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="257" />
        <source>{0} were scaled down to {1} px</source>
        <translation>{0} wurden auf {1} px verkleinert</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="258" />
        <source>{0}, {1}</source>
        <translation>{0}, {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="259" />
        <source>{0}: no new frame for {1} s</source>
        <translation>{0}: seit {1} s kein neues Bild</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="260" />
        <source>{0}: the same frame {1} times in a row</source>
        <translation>{0}: dasselbe Bild {1}-mal hintereinander</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="261" />
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="262" />
        <source>{0}; event {1} was set aside after {2} attempts</source>
        <translation>{0}; Ereignis {1} wird nach {2} Versuchen beiseitegelegt</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="263" />
        <source>{0}; faces were not scored because: {1}</source>
        <translation>{0}; Gesichter wurden nicht bewertet wegen: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="264" />
        <source>{0}; this is connection {1} in a row that ended soon after it was accepted; if another gate is called {2}, give each gate a different session.name</source>
        <translation>{0}; das ist das {1}. Mal in Folge kurz nach der Begrüßung: gibt es ein anderes Tor namens {2}? Jedem einen eigenen session.name geben</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="269" />
        <source>{0}; trying again in {1} s</source>
        <translation>{0}; neuer Versuch in {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="270" />
        <source>{0}; {1}</source>
        <translation>{0}; {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="271" />
        <source>{0}; {1} events wait</source>
        <translation>{0}; {1} Ereignisse warten</translation>
    </message>
</context><context>
    <name>Events</name>
    <message>
        <location filename="../panels/events.py" line="101" />
        <location filename="../panels/events.py" line="100" />
        <location filename="../kiosk/report.py" line="120" />
        <source>Event log</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="102" />
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="103" />
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context><context>
    <name>Faces</name>
    <message>
        <location filename="../panels/faces.py" line="222" />
        <location filename="../kiosk/report.py" line="56" />
        <source>No face in the picture</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="127" />
        <source>This frame alone: {0} probability of attack</source>
        <translation>Dieses Bild allein: {0} Angriffswahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="174" />
        <source>Frames scored: {0}</source>
        <translation>Bewertete Bilder: {0}</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="221" />
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
</context><context>
    <name>Heatmap</name>
    <message>
        <location filename="../menus.py" line="265" />
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <location filename="../menus.py" line="266" />
        <source>No heatmap</source>
        <translation>Keine Heatmap</translation>
    </message>
</context><context>
    <name>Kiosk</name>
    <message>
        <location filename="../kiosk/screen.py" line="320" />
        <source>Trial without a PIN: Esc leaves.</source>
        <translation>Probebetrieb ohne PIN: Esc beendet.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="67" />
        <location filename="../kiosk/report.py" line="38" />
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="15" />
        <source>Welcome! Please look here.</source>
        <translation>Willkommen! Bitte hierher sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="16" />
        <source>May we look at your face?</source>
        <translation>Dürfen wir Ihr Gesicht ansehen?</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="17" />
        <source>Please look here.</source>
        <translation>Bitte hierher sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="18" />
        <source>Bring your face into the oval.</source>
        <translation>Bringen Sie Ihr Gesicht in das Oval.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="19" />
        <source>Please come closer.</source>
        <translation>Bitte kommen Sie näher.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="20" />
        <source>Please step back a little.</source>
        <translation>Bitte treten Sie etwas zurück.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="21" />
        <source>One person at a time, please.</source>
        <translation>Bitte nur eine Person.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="22" />
        <source>It is too dark. Please turn to the light.</source>
        <translation>Zu dunkel. Bitte zum Licht drehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="23" />
        <source>It is too bright. Please turn from the light.</source>
        <translation>Zu hell. Bitte vom Licht wegdrehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="24" />
        <source>Hold still, please.</source>
        <translation>Bitte stillhalten.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="25" />
        <source>Turn your head to the left.</source>
        <translation>Drehen Sie den Kopf nach links.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="26" />
        <source>Turn your head to the right.</source>
        <translation>Drehen Sie den Kopf nach rechts.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="27" />
        <source>Nod your head.</source>
        <translation>Nicken Sie mit dem Kopf.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="28" />
        <source>Blink twice with both eyes.</source>
        <translation>Blinzeln Sie zweimal mit beiden Augen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="29" />
        <source>Give a big smile.</source>
        <translation>Lächeln Sie breit.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="30" />
        <source>Look straight ahead again.</source>
        <translation>Sehen Sie wieder geradeaus.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="31" />
        <source>Watch the screen and hold still.</source>
        <translation>Bitte ruhig auf den Bildschirm sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="32" />
        <source>Thank you, please go on.</source>
        <translation>Danke, bitte gehen Sie weiter.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="33" />
        <source>Please make room for the next person.</source>
        <translation>Bitte Platz für die nächste Person machen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="34" />
        <source>That did not work. Please try again.</source>
        <translation>Das hat nicht geklappt. Bitte noch einmal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="35" />
        <source>Please ask the staff for help.</source>
        <translation>Bitte wenden Sie sich an das Personal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="36" />
        <source>Out of order. Please ask the staff.</source>
        <translation>Außer Betrieb. Bitte an das Personal wenden.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="60" />
        <source>Open again in about a minute.</source>
        <translation>In etwa einer Minute wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="61" />
        <source>Open again in about {0} minutes.</source>
        <translation>In etwa {0} Minuten wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="63" />
        <source>Open again in {0} s.</source>
        <translation>In {0} s wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="65" />
        <source>Please step aside first.</source>
        <translation>Bitte treten Sie zuerst zur Seite.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="73" />
        <source>Come closer to begin.</source>
        <translation>Zum Beginnen näher kommen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="78" />
        <source>The screen will change colour. Sensitive to light? Please ask the staff.</source>
        <translation>Der Bildschirm wechselt die Farbe. Lichtempfindlich? Fragen Sie uns.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="84" />
        <source>The camera looks at your face.</source>
        <translation>Die Kamera sieht Ihr Gesicht an.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="89" />
        <source>The camera at this gate checks that a real person stands before it. The picture is judged in this device. It is not compared with anybody's.</source>
        <translation>Die Kamera an diesem Zugang prüft, ob eine echte Person vor ihr steht. Das Bild wird in diesem Gerät beurteilt. Es wird mit keinem anderen verglichen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="95" />
        <source>A picture of your face is kept, encrypted, for a limited time.</source>
        <translation>Ein Bild Ihres Gesichts wird verschlüsselt und für begrenzte Zeit aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="97" />
        <source>The picture is not kept.</source>
        <translation>Das Bild wird nicht aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="105" />
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>Yes, begin</source>
        <translation>Ja, beginnen</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>No, thank you</source>
        <translation>Nein, danke</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="132" />
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>Zu viele falsche PINs. Noch {0} s warten.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="134" />
        <source>One moment…</source>
        <translation>Einen Moment…</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="136" />
        <source>That PIN is not right.</source>
        <translation>Diese PIN stimmt nicht.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="150" />
        <source>The operator's PIN</source>
        <translation>PIN der Bedienung</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="151" />
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="152" />
        <source>Enter</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="153" />
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
</context><context>
    <name>Legend</name>
    <message>
        <location filename="../language.py" line="205" />
        <source>more live</source>
        <translation>eher lebendig</translation>
    </message>
    <message>
        <location filename="../language.py" line="205" />
        <source>more attack</source>
        <translation>eher Angriff</translation>
    </message>
    <message>
        <location filename="../language.py" line="211" />
        <source>around the face</source>
        <translation>um das Gesicht herum</translation>
    </message>
    <message>
        <location filename="../language.py" line="212" />
        <source>on the forehead</source>
        <translation>an der Stirn</translation>
    </message>
    <message>
        <location filename="../language.py" line="213" />
        <source>at the eyes</source>
        <translation>an den Augen</translation>
    </message>
    <message>
        <location filename="../language.py" line="214" />
        <source>in the middle of the face</source>
        <translation>in der Gesichtsmitte</translation>
    </message>
    <message>
        <location filename="../language.py" line="215" />
        <source>at mouth and chin</source>
        <translation>an Mund und Kinn</translation>
    </message>
    <message>
        <location filename="../language.py" line="218" />
        <source>Points to an attack, above all {0} ({1})</source>
        <translation>Deutet auf einen Angriff, vor allem {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="219" />
        <source>Points to a live person, above all {0} ({1})</source>
        <translation>Deutet auf eine lebende Person, vor allem {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="220" />
        <source>This frame alone points to an attack, above all {0} ({1})</source>
        <translation>Dieses Bild allein deutet auf einen Angriff, vor allem {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="223" />
        <source>This frame alone points to a live person, above all {0} ({1})</source>
        <translation>Dieses Bild allein deutet auf eine lebende Person, vor allem {0} ({1})</translation>
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <location filename="../menus.py" line="293" />
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../menus.py" line="299" />
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../menus.py" line="305" />
        <source>Ask before saving pictures</source>
        <translation>Vor dem Speichern von Bildern fragen</translation>
    </message>
    <message>
        <location filename="../menus.py" line="310" />
        <source>Folder for pictures…</source>
        <translation>Ordner für Bilder…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="315" />
        <source>About facevouch</source>
        <translation>Über facevouch</translation>
    </message>
</context><context>
    <name>Models</name>
    <message>
        <location filename="../menus.py" line="195" />
        <source>No model: facevouch models import FILE</source>
        <translation>Kein Modell: facevouch models import DATEI</translation>
    </message>
    <message>
        <location filename="../menus.py" line="199" />
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <location filename="../menus.py" line="215" />
        <source>AUC {0}</source>
        <translation>AUC {0}</translation>
    </message>
    <message>
        <location filename="../menus.py" line="217" />
        <source>{0} ms here</source>
        <translation>{0} ms hier</translation>
    </message>
</context><context>
    <name>Notices</name>
    <message>
        <location filename="../notices.py" line="49" />
        <source>No usable anti-spoofing model: nobody can be vouched for, every face is “unavailable”. Install one with: facevouch models import FILE</source>
        <translation>Kein brauchbares Anti-Spoofing-Modell: Für niemanden kann gebürgt werden, jedes Gesicht ist „nicht verfügbar“. Ein Modell holen: facevouch models import DATEI</translation>
    </message>
    <message>
        <location filename="../notices.py" line="59" />
        <source>Calibrate…</source>
        <translation>Kalibrieren…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="61" />
        <source>This camera is not calibrated, so nobody is vouched for.</source>
        <translation>Diese Kamera ist nicht kalibriert, darum wird für niemanden gebürgt.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="64" />
        <source>This camera is not calibrated: how often verdicts are wrong here is not known.</source>
        <translation>Diese Kamera ist nicht kalibriert: wie oft Urteile hier falsch sind, ist nicht bekannt.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="98" />
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <location filename="../notices.py" line="101" />
        <source>No picture: {0}</source>
        <translation>Kein Bild: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="104" />
        <source>The picture stopped; trying again by itself. ({0})</source>
        <translation>Das Bild ist stehen geblieben; es wird von selbst erneut versucht. ({0})</translation>
    </message>
    <message>
        <location filename="../notices.py" line="117" />
        <source>This looks like a looped recording, not a live camera.</source>
        <translation>Das sieht nach einer Aufnahme in Schleife aus, nicht nach einer Live-Kamera.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="119" />
        <source>This looks like a virtual camera, not a real one.</source>
        <translation>Das sieht nach einer virtuellen Kamera aus, nicht nach einer echten.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="121" />
        <source>This is not the camera that was set up here.</source>
        <translation>Das ist nicht die Kamera, die hier eingerichtet wurde.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="122" />
        <source>This does not look like a live camera.</source>
        <translation>Das sieht nicht nach einer Live-Kamera aus.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="136" />
        <source>The model stays as it was: {0}</source>
        <translation>Das Modell bleibt, wie es war: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="138" />
        <source>The source was not changed: {0}</source>
        <translation>Die Quelle wurde nicht gewechselt: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="146" />
        <source>Opening the source…</source>
        <translation>Die Quelle wird geöffnet…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="148" />
        <source>No picture. Choose a source, or drop a video here.</source>
        <translation>Kein Bild. Eine Quelle wählen oder ein Video hierher ziehen.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="150" />
        <source>Waiting for the camera to come back…</source>
        <translation>Warten, bis die Kamera wieder da ist…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="151" />
        <source>Waiting for the first picture…</source>
        <translation>Warten auf das erste Bild…</translation>
    </message>
</context><context>
    <name>Operator</name>
    <message>
        <location filename="../kiosk/report.py" line="33" />
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="65" />
        <location filename="../kiosk/report.py" line="34" />
        <source>Says</source>
        <translation>Meldet</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="35" />
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="39" />
        <source>Gesture</source>
        <translation>Geste</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="41" />
        <source>{0} of {1} px</source>
        <translation>{0} von {1} px</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="142" />
        <location filename="../kiosk/report.py" line="42" />
        <source>Size of the face</source>
        <translation>Größe des Gesichts</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="44" />
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="46" />
        <source>Attempts left</source>
        <translation>Versuche übrig</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="49" />
        <location filename="../kiosk/report.py" line="48" />
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="63" />
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="261" />
        <location filename="../kiosk/report.py" line="67" />
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="72" />
        <source>Judged, delivered</source>
        <translation>Beurteilt, geliefert</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="75" />
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="78" />
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="79" />
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="88" />
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="93" />
        <source>Models and times</source>
        <translation>Modelle und Zeiten</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="103" />
        <source>works</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="105" />
        <source>does not work</source>
        <translation>arbeitet nicht</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="108" />
        <source>{0} waiting</source>
        <translation>{0} wartend</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="110" />
        <source>Delivery</source>
        <translation>Zustellung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="135" />
        <source>{0}, this frame</source>
        <translation>{0}, dieses Bild</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="139" />
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="141" />
        <source>Frames scored</source>
        <translation>Bewertete Bilder</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="144" />
        <source>Sharpness, brightness</source>
        <translation>Schärfe, Helligkeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="148" />
        <source>Turned, raised, tilted</source>
        <translation>Gedreht, gehoben, geneigt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="161" />
        <source>waiting for somebody</source>
        <translation>wartet auf jemanden</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="162" />
        <source>asking for consent</source>
        <translation>fragt nach Einwilligung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="163" />
        <source>positioning the face</source>
        <translation>Platz wird gesucht</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="164" />
        <source>holding still</source>
        <translation>hält still</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="165" />
        <source>challenge</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="166" />
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="167" />
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="168" />
        <source>cooling down</source>
        <translation>Sperrzeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="169" />
        <source>out of order</source>
        <translation>außer Betrieb</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="220" />
        <location filename="../kiosk/operator.py" line="191" />
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="216" />
        <source>Operator's screen</source>
        <translation>Bildschirm der Bedienung</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="217" />
        <source>Back to the gate</source>
        <translation>Zurück zum Zugang</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="221" />
        <source>End the cool-down</source>
        <translation>Sperrzeit beenden</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="222" />
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="264" />
        <source>Saved in {0}</source>
        <translation>Gespeichert in {0}</translation>
    </message>
</context><context>
    <name>Performance</name>
    <message>
        <location filename="../panels/performance.py" line="127" />
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="128" />
        <source>frames/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="129" />
        <source>from the camera</source>
        <translation>von der Kamera</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="130" />
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="132" />
        <source>Milliseconds a frame: median / 95th percentile</source>
        <translation>Millisekunden je Bild: Median / 95. Perzentil</translation>
    </message>
</context><context>
    <name>Playback</name>
    <message>
        <location filename="../playback_bar.py" line="188" />
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="189" />
        <source>One frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="190" />
        <source>Play over and over</source>
        <translation>In Schleife abspielen</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="191" />
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="192" />
        <source>Position in the file, coloured by verdict</source>
        <translation>Stelle in der Datei, nach Urteil gefärbt</translation>
    </message>
</context><context>
    <name>Privacy</name>
    <message>
        <location filename="../saving.py" line="55" />
        <source>Record a video?</source>
        <translation>Ein Video aufnehmen?</translation>
    </message>
    <message>
        <location filename="../saving.py" line="57" />
        <source>Save a snapshot?</source>
        <translation>Einen Schnappschuss speichern?</translation>
    </message>
    <message>
        <location filename="../saving.py" line="66" />
        <source>The file will show the people in front of the camera. Save it only if they know and agree, keep it no longer than needed, and mind the rules that apply to you. facevouch saves nothing on its own.</source>
        <translation>Die Datei zeigt die Menschen vor der Kamera. Speichern Sie sie nur, wenn diese es wissen und einverstanden sind, behalten Sie sie nicht länger als nötig, und beachten Sie die Regeln, die für Sie gelten. Von sich aus speichert facevouch nichts.</translation>
    </message>
    <message>
        <location filename="../saving.py" line="127" />
        <location filename="../saving.py" line="81" />
        <location filename="../saving.py" line="77" />
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../saving.py" line="78" />
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <location filename="../saving.py" line="87" />
        <source>Draw boxes and verdicts into it</source>
        <translation>Rahmen und Urteile mit einzeichnen</translation>
    </message>
    <message>
        <location filename="../saving.py" line="89" />
        <source>Remember this and do not ask again</source>
        <translation>Merken und nicht mehr fragen</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../saving.py" line="96" />
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context><context>
    <name>Saving</name>
    <message>
        <location filename="../saving.py" line="240" />
        <source>There is no picture to save yet.</source>
        <translation>Es gibt noch kein Bild zu speichern.</translation>
    </message>
    <message>
        <location filename="../saving.py" line="261" />
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <location filename="../saving.py" line="264" />
        <source>Saved: {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
</context><context>
    <name>Sources</name>
    <message>
        <location filename="../menus.py" line="100" />
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <location filename="../menus.py" line="105" />
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <location filename="../menus.py" line="107" />
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="149" />
        <location filename="../menus.py" line="113" />
        <source>Demo</source>
        <translation>Vorführung</translation>
    </message>
    <message>
        <location filename="../menus.py" line="150" />
        <location filename="../menus.py" line="114" />
        <source>Test pattern</source>
        <translation>Testbild</translation>
    </message>
    <message>
        <location filename="../menus.py" line="119" />
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <location filename="../menus.py" line="147" />
        <source>First camera</source>
        <translation>Erste Kamera</translation>
    </message>
    <message>
        <location filename="../menus.py" line="158" />
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <location filename="../menus.py" line="160" />
        <source>Camera {0}</source>
        <translation>Kamera {0}</translation>
    </message>
</context><context>
    <name>Status</name>
    <message>
        <location filename="../statusline.py" line="46" />
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="48" />
        <source>{0} frames/s</source>
        <translation>{0} Bilder/s</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="50" />
        <source>{0} ms a frame</source>
        <translation>{0} ms je Bild</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="51" />
        <source>{0} dropped</source>
        <translation>{0} verworfen</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="57" />
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="59" />
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="60" />
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="61" />
        <source>Stalled</source>
        <translation>Stockt</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="62" />
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="63" />
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="64" />
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="65" />
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
</context><context>
    <name>Tiles</name>
    <message>
        <location filename="../camera_tiles.py" line="74" />
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <location filename="../camera_tiles.py" line="79" />
        <source>{0} fps</source>
        <translation>{0} B/s</translation>
    </message>
</context><context>
    <name>Timeline</name>
    <message>
        <location filename="../panels/timeline.py" line="281" />
        <location filename="../panels/timeline.py" line="256" />
        <location filename="../kiosk/operator.py" line="260" />
        <source>Verdicts</source>
        <translation>Urteile</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="228" />
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="230" />
        <source>No verdict yet.</source>
        <translation>Noch kein Urteil.</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="258" />
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="259" />
        <source>Forget all</source>
        <translation>Alle vergessen</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="260" />
        <source>Pictures are held in memory only.</source>
        <translation>Bilder bleiben nur im Arbeitsspeicher.</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="97" />
        <source>Which verdicts are listed</source>
        <translation>Welche Urteile aufgeführt sind</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="136" />
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="137" />
        <source>Kind of attack</source>
        <translation>Art des Angriffs</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="138" />
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="139" />
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="140" />
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="146" />
        <source>All verdicts</source>
        <translation>Alle Urteile</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="147" />
        <source>All kinds</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="148" />
        <source>All reasons</source>
        <translation>Alle Gründe</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="149" />
        <source>All cameras</source>
        <translation>Alle Kameras</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="150" />
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="162" />
        <source>The last {0} minutes</source>
        <translation>Letzte {0} Minuten</translation>
    </message>
</context><context>
    <name>TopBar</name>
    <message>
        <location filename="../topbar.py" line="135" />
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="136" />
        <source>Where the picture comes from</source>
        <translation>Woher das Bild kommt</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="137" />
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="138" />
        <source>The models in use</source>
        <translation>Die Modelle in Gebrauch</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="139" />
        <source>Heatmap</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="140" />
        <source>Whose evidence is laid over the faces</source>
        <translation>Wessen Evidenz über den Gesichtern liegt</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="142" />
        <location filename="../topbar.py" line="141" />
        <source>Strength of the heatmap</source>
        <translation>Stärke der Heatmap</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="144" />
        <location filename="../topbar.py" line="143" />
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
</context><context>
    <name>Video</name>
    <message>
        <location filename="../video_view.py" line="137" />
        <source>No heatmap: there is no face in the picture</source>
        <translation>Keine Heatmap: im Bild ist kein Gesicht</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="149" />
        <source>No heatmap: this model gives no evidence map</source>
        <translation>Keine Heatmap: Dieses Modell liefert keine Evidenzkarte</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="153" />
        <source>No heatmap: the face is yet to be scored</source>
        <translation>Keine Heatmap: das Gesicht ist noch nicht bewertet</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="154" />
        <source>No heatmap, for the face is not scored: {0}</source>
        <translation>Keine Heatmap, denn das Gesicht wird nicht bewertet: {0}</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="170" />
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="172" />
        <source>The picture with the faces found and their verdicts</source>
        <translation>Das Bild mit den gefundenen Gesichtern und ihren Urteilen</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="175" />
        <source>Played to the end · play again</source>
        <translation>Zu Ende gespielt · noch einmal abspielen</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="191" />
        <source>Demo · no camera found · choose a camera</source>
        <translation>Vorführung · keine Kamera gefunden · Kamera wählen</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="255" />
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="288" />
        <source>{0}: {1} logits here</source>
        <translation>{0}: hier {1} Logits</translation>
    </message>
    <message>
        <location filename="../language.py" line="233" />
        <source>No map of this face now</source>
        <translation>Derzeit keine Karte dieses Gesichts</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Source not trusted</source>
        <translation>Quelle nicht vertrauenswürdig</translation>
    </message>
</context><context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="232" />
        <source>Something in the window failed: {0}</source>
        <translation>Im Fenster ist etwas schiefgegangen: {0}</translation>
    </message>
    <message>
        <location filename="../window.py" line="374" />
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="18" />
        <source>Videos and pictures</source>
        <translation>Videos und Bilder</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="19" />
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="21" />
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="29" />
        <source>Open a stream</source>
        <translation>Stream öffnen</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="30" />
        <source>Address (rtsp://… or http://…)</source>
        <translation>Adresse (rtsp://… oder http://…)</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="42" />
        <source>Folder for pictures</source>
        <translation>Ordner für Bilder</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="54" />
        <source>facevouch cannot start.</source>
        <translation>facevouch kann nicht starten.</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="63" />
        <source>facevouch {0}

Vouches, face by face, that a live person is in front of the camera. Works without a network; saves nothing unless asked.

Apache-2.0</source>
        <translation>facevouch {0}

Bürgt Gesicht für Gesicht dafür, dass ein lebender Mensch vor der Kamera ist. Arbeitet ohne Netz; speichert nichts ungefragt.

Apache-2.0</translation>
    </message>
</context><context>
    <name>Words</name>
    <message>
        <location filename="../language.py" line="85" />
        <source>No font on this machine has Chinese characters, so Chinese cannot be shown. On Debian: apt-get install fonts-noto-cjk</source>
        <translation>Keine Schrift auf diesem Gerät hat chinesische Zeichen, daher kann Chinesisch nicht angezeigt werden. Unter Debian: apt-get install fonts-noto-cjk</translation>
    </message>
    <message>
        <location filename="../language.py" line="94" />
        <source>Chinese (no font here)</source>
        <translation>Chinesisch (keine Schrift hier)</translation>
    </message>
    <message>
        <location filename="../language.py" line="123" />
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <location filename="../language.py" line="124" />
        <source>Poor view</source>
        <translation>Schlechte Sicht</translation>
    </message>
    <message>
        <location filename="../language.py" line="125" />
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <location filename="../language.py" line="126" />
        <source>Live</source>
        <translation>Echt</translation>
    </message>
    <message>
        <location filename="../language.py" line="127" />
        <source>Attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <location filename="../language.py" line="128" />
        <source>Unavailable</source>
        <translation>Nicht verfügbar</translation>
    </message>
    <message>
        <location filename="../language.py" line="134" />
        <source>presentation</source>
        <translation>Präsentation</translation>
    </message>
    <message>
        <location filename="../language.py" line="135" />
        <source>deepfake</source>
        <translation>Deepfake</translation>
    </message>
    <message>
        <location filename="../language.py" line="141" />
        <source>too far away</source>
        <translation>zu weit weg</translation>
    </message>
    <message>
        <location filename="../language.py" line="142" />
        <source>too close</source>
        <translation>zu nah</translation>
    </message>
    <message>
        <location filename="../language.py" line="143" />
        <source>blurred</source>
        <translation>unscharf</translation>
    </message>
    <message>
        <location filename="../language.py" line="144" />
        <source>too dark</source>
        <translation>zu dunkel</translation>
    </message>
    <message>
        <location filename="../language.py" line="145" />
        <source>too bright</source>
        <translation>zu hell</translation>
    </message>
    <message>
        <location filename="../language.py" line="146" />
        <source>turned away</source>
        <translation>weggedreht</translation>
    </message>
    <message>
        <location filename="../language.py" line="147" />
        <source>partly outside the picture</source>
        <translation>teils außerhalb des Bildes</translation>
    </message>
    <message>
        <location filename="../language.py" line="148" />
        <source>uncertain detection</source>
        <translation>unsicher erkannt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="85" />
        <location filename="../language.py" line="149" />
        <source>no usable model</source>
        <translation>kein brauchbares Modell</translation>
    </message>
    <message>
        <location filename="../language.py" line="150" />
        <source>the model failed</source>
        <translation>das Modell hat versagt</translation>
    </message>
    <message>
        <location filename="../language.py" line="151" />
        <source>evidence expired</source>
        <translation>Evidenz abgelaufen</translation>
    </message>
    <message>
        <location filename="../language.py" line="152" />
        <source>the camera is not trusted</source>
        <translation>der Kamera wird nicht geglaubt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="87" />
        <location filename="../language.py" line="153" />
        <source>the camera is not calibrated</source>
        <translation>die Kamera ist nicht kalibriert</translation>
    </message>
    <message>
        <location filename="../language.py" line="154" />
        <source>by the anti-spoofing model</source>
        <translation>vom Anti-Spoofing-Modell</translation>
    </message>
    <message>
        <location filename="../language.py" line="155" />
        <source>by the deepfake model</source>
        <translation>vom Deepfake-Modell</translation>
    </message>
    <message>
        <location filename="../language.py" line="156" />
        <source>swapped face</source>
        <translation>ausgetauschtes Gesicht</translation>
    </message>
    <message>
        <location filename="../language.py" line="157" />
        <source>generated face</source>
        <translation>künstlich erzeugtes Gesicht</translation>
    </message>
    <message>
        <location filename="../language.py" line="171" />
        <source>Come closer: {0} of {1} px</source>
        <translation>Kommen Sie näher: {0} von {1} px</translation>
    </message>
    <message>
        <location filename="../language.py" line="187" />
        <source>not counted</source>
        <translation>zählt nicht</translation>
    </message>
    <message>
        <location filename="../language.py" line="189" />
        <source>undecided</source>
        <translation>offen</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="190" />
        <source>live</source>
        <translation>lebendig</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="191" />
        <source>attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <location filename="../language.py" line="198" />
        <source>{0} of {1} logits, {2} frames</source>
        <translation>{0} von {1} Logits, {2} Bilder</translation>
    </message>
    <message>
        <location filename="../language.py" line="251" />
        <location filename="../language.py" line="238" />
        <source>Anti-spoofing</source>
        <translation>Anti-Spoofing</translation>
    </message>
    <message>
        <location filename="../language.py" line="252" />
        <location filename="../language.py" line="239" />
        <source>Deepfake</source>
        <translation>Deepfake</translation>
    </message>
    <message>
        <location filename="../language.py" line="240" />
        <source>Face detector</source>
        <translation>Gesichtserkennung</translation>
    </message>
    <message>
        <location filename="../language.py" line="246" />
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <location filename="../language.py" line="247" />
        <source>Detect</source>
        <translation>Finden</translation>
    </message>
    <message>
        <location filename="../language.py" line="248" />
        <source>Track</source>
        <translation>Verfolgen</translation>
    </message>
    <message>
        <location filename="../language.py" line="249" />
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <location filename="../language.py" line="250" />
        <source>Crop</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <location filename="../language.py" line="253" />
        <source>Decide</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <location filename="../language.py" line="254" />
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <location filename="../language.py" line="255" />
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
</context></TS>

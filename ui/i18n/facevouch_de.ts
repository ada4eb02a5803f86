<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
    <name>Actions</name>
    <message>
        <location filename="../shortcuts.py" line="40" />
        <source>Pause or go on</source>
        <translation>Anhalten oder fortfahren</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="41" />
        <source>Next heatmap</source>
        <translation>Nächste Heatmap</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="42" />
        <source>Fainter heatmap</source>
        <translation>Heatmap schwächer</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="43" />
        <source>Stronger heatmap</source>
        <translation>Heatmap stärker</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="44" />
        <source>Show the keypoints</source>
        <translation>Gesichtspunkte zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="45" />
        <source>Save a snapshot…</source>
        <translation>Schnappschuss speichern…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="46" />
        <source>Record a video…</source>
        <translation>Video aufnehmen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="47" />
        <source>Choose the source</source>
        <translation>Quelle wählen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="48" />
        <source>Choose the models</source>
        <translation>Modelle wählen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="49" />
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="50" />
        <source>Open a stream…</source>
        <translation>Stream öffnen…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="51" />
        <source>Start the source again</source>
        <translation>Quelle neu starten</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="52" />
        <source>Show the panels</source>
        <translation>Seitenleiste zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="53" />
        <source>Show the event log</source>
        <translation>Ereignisse zeigen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="54" />
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="55" />
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="56" />
        <source>Leave full screen</source>
        <translation>Vollbild verlassen</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="57" />
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="58" />
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../banner.py" line="122" />
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/chart.py" line="136" />
        <source>Attack probability</source>
        <translation>Angriffswahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="137" />
        <source>Chart of the scores of each face</source>
        <translation>Verlauf der Werte jedes Gesichts</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="139" />
        <source>Bold: verdict · thin: anti-spoofing · dashed: deepfake · dotted: where the verdict falls</source>
        <translation>Fett: Urteil · dünn: Anti-Spoofing · gestrichelt: Deepfake · gepunktet: hier fällt das Urteil</translation>
    </message>
</context><context>
    <name>Decision</name>
    <message>
        <location filename="../panels/decision.py" line="172" />
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="174" />
        <source>Live people refused (BPCER)</source>
        <translation>Echte Personen abgewiesen (BPCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="175" />
        <source>How many live people may be called an attack</source>
        <translation>Wie viele echte Personen als Angriff gelten dürfen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="178" />
        <source>Attacks let through (APCER)</source>
        <translation>Angriffe durchgelassen (APCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="179" />
        <source>How many attacks may be called live</source>
        <translation>Wie viele Angriffe als echt gelten dürfen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="182" />
        <location filename="../panels/decision.py" line="181" />
        <source>Deepfake model</source>
        <translation>Deepfake-Modell</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="184" />
        <source>is ignored</source>
        <translation>wird nicht beachtet</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="185" />
        <source>may call an attack</source>
        <translation>darf Angriff melden</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="186" />
        <source>must also say live</source>
        <translation>muss auch „echt“ sagen</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="191" />
        <source>Smaller rates need more frames before a verdict. Not kept after closing: the configuration file rules.</source>
        <translation>Kleinere Raten brauchen mehr Bilder bis zum Urteil. Gilt bis zum Schließen: Danach zählt wieder die Konfigurationsdatei.</translation>
    </message>
</context><context>
    <name>Events</name>
    <message>
        <location filename="../panels/events.py" line="92" />
        <location filename="../panels/events.py" line="91" />
        <location filename="../kiosk/report.py" line="108" />
        <source>Event log</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="93" />
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="94" />
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context><context>
    <name>Faces</name>
    <message>
        <location filename="../panels/faces.py" line="177" />
        <location filename="../kiosk/report.py" line="49" />
        <source>No face in the picture</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="137" />
        <location filename="../kiosk/report.py" line="114" />
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="132" />
        <source>{0} frames scored</source>
        <translation>{0} Bilder bewertet</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="176" />
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
</context><context>
    <name>Heatmap</name>
    <message>
        <location filename="../heatmap_menu.py" line="55" />
        <source>No heatmap</source>
        <translation>Keine Heatmap</translation>
    </message>
</context><context>
    <name>Kiosk</name>
    <message>
        <location filename="../kiosk/screen.py" line="248" />
        <source>Trial without a PIN: Esc leaves.</source>
        <translation>Probebetrieb ohne PIN: Esc beendet.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="13" />
        <source>Welcome! Please look here.</source>
        <translation>Willkommen! Bitte hierher sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="14" />
        <source>May we look at your face?</source>
        <translation>Dürfen wir Ihr Gesicht ansehen?</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="15" />
        <source>Please look here.</source>
        <translation>Bitte hierher sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="16" />
        <source>Bring your face into the oval.</source>
        <translation>Bringen Sie Ihr Gesicht in das Oval.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="17" />
        <source>Please come closer.</source>
        <translation>Bitte kommen Sie näher.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="18" />
        <source>Please step back a little.</source>
        <translation>Bitte treten Sie etwas zurück.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="19" />
        <source>One person at a time, please.</source>
        <translation>Bitte nur eine Person.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="20" />
        <source>It is too dark. Please turn to the light.</source>
        <translation>Zu dunkel. Bitte zum Licht drehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="21" />
        <source>It is too bright. Please turn from the light.</source>
        <translation>Zu hell. Bitte vom Licht wegdrehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="22" />
        <source>Hold still, please.</source>
        <translation>Bitte stillhalten.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="23" />
        <source>Turn your head to the left.</source>
        <translation>Drehen Sie den Kopf nach links.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="24" />
        <source>Turn your head to the right.</source>
        <translation>Drehen Sie den Kopf nach rechts.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="25" />
        <source>Nod your head.</source>
        <translation>Nicken Sie mit dem Kopf.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="26" />
        <source>Blink twice with both eyes.</source>
        <translation>Blinzeln Sie zweimal mit beiden Augen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="27" />
        <source>Give a big smile.</source>
        <translation>Lächeln Sie breit.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="28" />
        <source>Look straight ahead again.</source>
        <translation>Sehen Sie wieder geradeaus.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="29" />
        <source>Watch the screen and hold still.</source>
        <translation>Bitte ruhig auf den Bildschirm sehen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="30" />
        <source>Thank you, please go on.</source>
        <translation>Danke, bitte gehen Sie weiter.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="31" />
        <source>That did not work. Please try again.</source>
        <translation>Das hat nicht geklappt. Bitte noch einmal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="32" />
        <source>Please ask the staff for help.</source>
        <translation>Bitte wenden Sie sich an das Personal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="33" />
        <source>Out of order. Please ask the staff.</source>
        <translation>Außer Betrieb. Bitte an das Personal wenden.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="46" />
        <source>Open again in about a minute.</source>
        <translation>In etwa einer Minute wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="47" />
        <source>Open again in about {0} minutes.</source>
        <translation>In etwa {0} Minuten wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="49" />
        <source>Open again in {0} s.</source>
        <translation>In {0} s wieder offen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="51" />
        <source>Please step aside first.</source>
        <translation>Bitte treten Sie zuerst zur Seite.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="56" />
        <source>The camera looks at your face.</source>
        <translation>Die Kamera sieht Ihr Gesicht an.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="61" />
        <source>The camera at this gate checks that a real person stands before it. The picture is judged in this device. It is not compared with anybody's.</source>
        <translation>Die Kamera an diesem Zugang prüft, ob eine echte Person vor ihr steht. Das Bild wird in diesem Gerät beurteilt. Es wird mit keinem anderen verglichen.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="67" />
        <source>A picture of your face is kept, encrypted, for a limited time.</source>
        <translation>Ein Bild Ihres Gesichts wird verschlüsselt und für begrenzte Zeit aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="69" />
        <source>The picture is not kept.</source>
        <translation>Das Bild wird nicht aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="77" />
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="78" />
        <source>Yes, begin</source>
        <translation>Ja, beginnen</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="78" />
        <source>No, thank you</source>
        <translation>Nein, danke</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="131" />
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>Zu viele falsche PINs. Noch {0} s warten.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="133" />
        <source>One moment…</source>
        <translation>Einen Moment…</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="135" />
        <source>That PIN is not right.</source>
        <translation>Diese PIN stimmt nicht.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="149" />
        <source>The operator's PIN</source>
        <translation>PIN der Bedienung</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="150" />
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="151" />
        <source>Enter</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="152" />
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
</context><context>
    <name>Legend</name>
    <message>
        <location filename="../legend.py" line="35" />
        <source>logits a cell</source>
        <translation>Logits je Zelle</translation>
    </message>
    <message>
        <location filename="../legend.py" line="43" />
        <source>−{0} live</source>
        <translation>−{0} echt</translation>
    </message>
    <message>
        <location filename="../legend.py" line="44" />
        <source>+{0} attack</source>
        <translation>+{0} Angriff</translation>
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <location filename="../main_menu.py" line="39" />
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="40" />
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="40" />
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="45" />
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="51" />
        <source>Ask before saving pictures</source>
        <translation>Vor dem Speichern von Bildern fragen</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="56" />
        <source>Folder for pictures…</source>
        <translation>Ordner für Bilder…</translation>
    </message>
    <message>
        <location filename="../main_menu.py" line="61" />
        <source>About facevouch</source>
        <translation>Über facevouch</translation>
    </message>
</context><context>
    <name>Models</name>
    <message>
        <location filename="../model_menu.py" line="44" />
        <source>No model: facevouch models import FILE</source>
        <translation>Kein Modell: facevouch models import DATEI</translation>
    </message>
    <message>
        <location filename="../model_menu.py" line="48" />
        <source>Off</source>
        <translation>Aus</translation>
    </message>
</context><context>
    <name>Notices</name>
    <message>
        <location filename="../notices.py" line="34" />
        <source>No usable anti-spoofing model: nobody can be vouched for, every face is “unavailable”. Bring one with: facevouch models import FILE</source>
        <translation>Kein brauchbares Anti-Spoofing-Modell: Für niemanden kann gebürgt werden, jedes Gesicht ist „nicht verfügbar“. Ein Modell holen: facevouch models import DATEI</translation>
    </message>
    <message>
        <location filename="../notices.py" line="55" />
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <location filename="../notices.py" line="58" />
        <source>There is no picture any more: {0}</source>
        <translation>Es gibt kein Bild mehr: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="61" />
        <source>The picture stopped; trying again by itself. ({0})</source>
        <translation>Das Bild ist stehen geblieben; es wird von selbst erneut versucht. ({0})</translation>
    </message>
    <message>
        <location filename="../notices.py" line="64" />
        <source>Play again</source>
        <translation>Noch einmal abspielen</translation>
    </message>
    <message>
        <location filename="../notices.py" line="65" />
        <source>The file has been played to its end.</source>
        <translation>Die Datei ist zu Ende.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="77" />
        <source>Opening the source…</source>
        <translation>Die Quelle wird geöffnet…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="79" />
        <source>No picture. Choose a source, or drop a video here.</source>
        <translation>Kein Bild. Eine Quelle wählen oder ein Video hierher ziehen.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="81" />
        <source>Waiting for the camera to come back…</source>
        <translation>Warten, bis die Kamera wieder da ist…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="82" />
        <source>Waiting for the first picture…</source>
        <translation>Warten auf das erste Bild…</translation>
    </message>
</context><context>
    <name>Operator</name>
    <message>
        <location filename="../kiosk/report.py" line="32" />
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="58" />
        <location filename="../kiosk/report.py" line="33" />
        <source>Says</source>
        <translation>Meldet</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="34" />
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="37" />
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="39" />
        <source>Attempts left</source>
        <translation>Versuche übrig</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="42" />
        <location filename="../kiosk/report.py" line="41" />
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="56" />
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="60" />
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="62" />
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="65" />
        <source>Judged, delivered</source>
        <translation>Beurteilt, geliefert</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="68" />
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="71" />
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="72" />
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="83" />
        <source>Models and times</source>
        <translation>Modelle und Zeiten</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="93" />
        <source>works</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="95" />
        <source>does not work</source>
        <translation>arbeitet nicht</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="98" />
        <source>{0} waiting</source>
        <translation>{0} wartend</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="100" />
        <source>Delivery</source>
        <translation>Zustellung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="122" />
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="124" />
        <source>Frames scored</source>
        <translation>Bewertete Bilder</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="125" />
        <source>Size of the face</source>
        <translation>Größe des Gesichts</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="127" />
        <source>Sharpness, brightness</source>
        <translation>Schärfe, Helligkeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="131" />
        <source>Turned, raised, tilted</source>
        <translation>Gedreht, gehoben, geneigt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="144" />
        <source>waiting for somebody</source>
        <translation>wartet auf jemanden</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="145" />
        <source>asking for consent</source>
        <translation>fragt nach Einwilligung</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="146" />
        <source>finding the place</source>
        <translation>Platz wird gesucht</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="147" />
        <source>holding still</source>
        <translation>hält still</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="148" />
        <source>challenge</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="149" />
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="150" />
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="151" />
        <source>cooling down</source>
        <translation>Sperrzeit</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="152" />
        <source>out of order</source>
        <translation>außer Betrieb</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="159" />
        <source>Operator's screen</source>
        <translation>Bildschirm der Bedienung</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="160" />
        <source>Back to the gate</source>
        <translation>Zurück zum Zugang</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="161" />
        <source>End the cool-down</source>
        <translation>Sperrzeit beenden</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="162" />
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context><context>
    <name>Performance</name>
    <message>
        <location filename="../panels/performance.py" line="125" />
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="126" />
        <source>frames/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="127" />
        <source>from the camera</source>
        <translation>von der Kamera</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="128" />
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="130" />
        <source>Milliseconds a frame: median / 95th percentile</source>
        <translation>Millisekunden je Bild: Median / 95. Perzentil</translation>
    </message>
</context><context>
    <name>Privacy</name>
    <message>
        <location filename="../privacy.py" line="44" />
        <source>Record a video?</source>
        <translation>Ein Video aufnehmen?</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="46" />
        <source>Save a snapshot?</source>
        <translation>Einen Schnappschuss speichern?</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="55" />
        <source>The file will show the people in front of the camera. Save it only if they know and agree, keep it no longer than needed, and mind the rules that apply to you. facevouch saves nothing on its own.</source>
        <translation>Die Datei zeigt die Menschen vor der Kamera. Speichern Sie sie nur, wenn diese es wissen und einverstanden sind, behalten Sie sie nicht länger als nötig, und beachten Sie die Regeln, die für Sie gelten. Von sich aus speichert facevouch nichts.</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="116" />
        <location filename="../privacy.py" line="70" />
        <location filename="../privacy.py" line="66" />
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="67" />
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="76" />
        <source>Draw boxes and verdicts into it</source>
        <translation>Rahmen und Urteile mit einzeichnen</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="78" />
        <source>Remember this and do not ask again</source>
        <translation>Merken und nicht mehr fragen</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="81" />
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="81" />
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../privacy.py" line="85" />
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context><context>
    <name>Saving</name>
    <message>
        <location filename="../saving.py" line="118" />
        <source>There is no picture to save yet.</source>
        <translation>Es gibt noch kein Bild zu speichern.</translation>
    </message>
    <message>
        <location filename="../saving.py" line="135" />
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <location filename="../saving.py" line="138" />
        <source>Saved: {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
</context><context>
    <name>Sources</name>
    <message>
        <location filename="../source_menu.py" line="82" />
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="87" />
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="89" />
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="115" />
        <location filename="../source_menu.py" line="95" />
        <source>Demo</source>
        <translation>Vorführung</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="116" />
        <location filename="../source_menu.py" line="96" />
        <source>Test pattern</source>
        <translation>Testbild</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="113" />
        <source>First camera</source>
        <translation>Erste Kamera</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="124" />
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <location filename="../source_menu.py" line="126" />
        <source>Camera {0}</source>
        <translation>Kamera {0}</translation>
    </message>
</context><context>
    <name>Status</name>
    <message>
        <location filename="../statusline.py" line="47" />
        <source>{0} frames/s</source>
        <translation>{0} Bilder/s</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="49" />
        <source>{0} ms a frame</source>
        <translation>{0} ms je Bild</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="50" />
        <source>{0} dropped</source>
        <translation>{0} verworfen</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="56" />
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="58" />
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="59" />
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="60" />
        <source>Stalled</source>
        <translation>Stockt</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="61" />
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="62" />
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="63" />
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="64" />
        <source>Lost</source>
        <translation>Verloren</translation>
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
        <location filename="../video_view.py" line="88" />
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="90" />
        <source>The picture with the faces found and their verdicts</source>
        <translation>Das Bild mit den gefundenen Gesichtern und ihren Urteilen</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="133" />
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="62" />
        <location filename="../video_view.py" line="135" />
        <source>Source not trusted</source>
        <translation>Quelle nicht vertrauenswürdig</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="138" />
        <source>No heatmap: this model gives no evidence map</source>
        <translation>Keine Heatmap: Dieses Modell liefert keine Evidenzkarte</translation>
    </message>
</context><context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="184" />
        <source>Something in the window failed: {0}</source>
        <translation>Im Fenster ist etwas schiefgegangen: {0}</translation>
    </message>
    <message>
        <location filename="../window.py" line="310" />
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="17" />
        <source>Videos and pictures</source>
        <translation>Videos und Bilder</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="18" />
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="20" />
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
        <location filename="../dialogs.py" line="37" />
        <source>Folder for pictures</source>
        <translation>Ordner für Bilder</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="43" />
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
        <location filename="../words.py" line="13" />
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <location filename="../words.py" line="14" />
        <source>Poor view</source>
        <translation>Schlechte Sicht</translation>
    </message>
    <message>
        <location filename="../words.py" line="15" />
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <location filename="../words.py" line="16" />
        <source>Live</source>
        <translation>Echt</translation>
    </message>
    <message>
        <location filename="../words.py" line="17" />
        <source>Attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <location filename="../words.py" line="18" />
        <source>Unavailable</source>
        <translation>Nicht verfügbar</translation>
    </message>
    <message>
        <location filename="../words.py" line="24" />
        <source>presentation</source>
        <translation>Präsentation</translation>
    </message>
    <message>
        <location filename="../words.py" line="25" />
        <source>deepfake</source>
        <translation>Deepfake</translation>
    </message>
    <message>
        <location filename="../words.py" line="31" />
        <source>too far away</source>
        <translation>zu weit weg</translation>
    </message>
    <message>
        <location filename="../words.py" line="32" />
        <source>too close</source>
        <translation>zu nah</translation>
    </message>
    <message>
        <location filename="../words.py" line="33" />
        <source>blurred</source>
        <translation>unscharf</translation>
    </message>
    <message>
        <location filename="../words.py" line="34" />
        <source>too dark</source>
        <translation>zu dunkel</translation>
    </message>
    <message>
        <location filename="../words.py" line="35" />
        <source>too bright</source>
        <translation>zu hell</translation>
    </message>
    <message>
        <location filename="../words.py" line="36" />
        <source>turned away</source>
        <translation>weggedreht</translation>
    </message>
    <message>
        <location filename="../words.py" line="37" />
        <source>partly outside the picture</source>
        <translation>teils außerhalb des Bildes</translation>
    </message>
    <message>
        <location filename="../words.py" line="38" />
        <source>uncertain detection</source>
        <translation>unsicher erkannt</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="78" />
        <location filename="../words.py" line="39" />
        <source>no usable model</source>
        <translation>kein brauchbares Modell</translation>
    </message>
    <message>
        <location filename="../words.py" line="40" />
        <source>the model failed</source>
        <translation>das Modell hat versagt</translation>
    </message>
    <message>
        <location filename="../words.py" line="41" />
        <source>evidence expired</source>
        <translation>Evidenz abgelaufen</translation>
    </message>
    <message>
        <location filename="../words.py" line="42" />
        <source>the camera is not believed</source>
        <translation>der Kamera wird nicht geglaubt</translation>
    </message>
    <message>
        <location filename="../words.py" line="43" />
        <source>by the anti-spoofing model</source>
        <translation>vom Anti-Spoofing-Modell</translation>
    </message>
    <message>
        <location filename="../words.py" line="44" />
        <source>by the deepfake model</source>
        <translation>vom Deepfake-Modell</translation>
    </message>
    <message>
        <location filename="../words.py" line="76" />
        <location filename="../words.py" line="63" />
        <source>Anti-spoofing</source>
        <translation>Anti-Spoofing</translation>
    </message>
    <message>
        <location filename="../words.py" line="77" />
        <location filename="../words.py" line="64" />
        <source>Deepfake</source>
        <translation>Deepfake</translation>
    </message>
    <message>
        <location filename="../words.py" line="65" />
        <source>Face detector</source>
        <translation>Gesichtserkennung</translation>
    </message>
    <message>
        <location filename="../words.py" line="71" />
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <location filename="../words.py" line="72" />
        <source>Detect</source>
        <translation>Finden</translation>
    </message>
    <message>
        <location filename="../words.py" line="73" />
        <source>Track</source>
        <translation>Verfolgen</translation>
    </message>
    <message>
        <location filename="../words.py" line="74" />
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <location filename="../words.py" line="75" />
        <source>Crop</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <location filename="../words.py" line="78" />
        <source>Decide</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <location filename="../words.py" line="79" />
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <location filename="../words.py" line="80" />
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
</context></TS>

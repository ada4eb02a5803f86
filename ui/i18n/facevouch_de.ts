<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Actions</name>
    <message>
        <location filename="../shortcuts.py" line="40" />
        <source>Pause or go on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="41" />
        <source>Show the heatmap</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="42" />
        <source>Fainter heatmap</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="43" />
        <source>Stronger heatmap</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="44" />
        <source>Show the keypoints</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="45" />
        <source>Save a snapshot…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="46" />
        <source>Record a video…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="47" />
        <source>Choose the source</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="48" />
        <source>Choose the models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="49" />
        <source>Open a file…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="50" />
        <source>Open a stream…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="51" />
        <source>Start the source again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="52" />
        <source>Show the panels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="53" />
        <source>Show the event log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="54" />
        <source>Light or dark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="55" />
        <source>Full screen</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="56" />
        <source>Leave full screen</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="57" />
        <source>Keyboard shortcuts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../shortcuts.py" line="58" />
        <source>Quit</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../banner.py" line="122" />
        <source>Hide</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/chart.py" line="133" />
        <source>Attack probability</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/chart.py" line="134" />
        <source>Chart of the scores of each face</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/chart.py" line="136" />
        <source>Bold: verdict · thin: anti-spoofing · dashed: deepfake · dotted: where the verdict falls</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Decision</name>
    <message>
        <location filename="../panels/decision.py" line="161" />
        <source>Decision</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="163" />
        <source>Live people refused (BPCER)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="164" />
        <source>How many live people may be called an attack</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="167" />
        <source>Attacks let through (APCER)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="168" />
        <source>How many attacks may be called live</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="171" />
        <location filename="../panels/decision.py" line="170" />
        <source>Deepfake model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="173" />
        <source>is ignored</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="174" />
        <source>may call an attack</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="175" />
        <source>must also say live</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/decision.py" line="180" />
        <source>Smaller rates need more frames before a verdict. Not kept after closing: the configuration file rules.</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Events</name>
    <message>
        <location filename="../panels/events.py" line="92" />
        <location filename="../panels/events.py" line="91" />
        <source>Event log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/events.py" line="93" />
        <source>Copy all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/events.py" line="94" />
        <source>Clear</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Faces</name>
    <message>
        <location filename="../panels/faces.py" line="131" />
        <source>{0} frames scored</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/faces.py" line="136" />
        <source>Verdict</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/faces.py" line="177" />
        <source>Faces</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/faces.py" line="178" />
        <source>No face in the picture</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <location filename="../main_menu.py" line="39" />
        <source>Theme</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="40" />
        <source>Dark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="40" />
        <source>Light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="45" />
        <source>Language</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="51" />
        <source>Ask before saving pictures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="56" />
        <source>Folder for pictures…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../main_menu.py" line="61" />
        <source>About facevouch</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Models</name>
    <message>
        <location filename="../model_menu.py" line="43" />
        <source>No model: facevouch models import FILE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../model_menu.py" line="47" />
        <source>Off</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Notices</name>
    <message>
        <location filename="../notices.py" line="34" />
        <source>No usable anti-spoofing model: nobody can be vouched for, every face is “unavailable”. Bring one with: facevouch models import FILE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="55" />
        <source>Try again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="58" />
        <source>There is no picture any more: {0}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="61" />
        <source>The picture stopped; trying again by itself. ({0})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="64" />
        <source>Play again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="65" />
        <source>The file has been played to its end.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="77" />
        <source>Opening the source…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="79" />
        <source>No picture. Choose a source, or drop a video here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="81" />
        <source>Waiting for the camera to come back…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../notices.py" line="82" />
        <source>Waiting for the first picture…</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Performance</name>
    <message>
        <location filename="../panels/performance.py" line="124" />
        <source>Performance</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/performance.py" line="125" />
        <source>frames/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/performance.py" line="126" />
        <source>from the camera</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/performance.py" line="127" />
        <source>dropped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../panels/performance.py" line="129" />
        <source>Milliseconds a frame: median / 95th percentile</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Privacy</name>
    <message>
        <location filename="../privacy.py" line="44" />
        <source>Record a video?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="46" />
        <source>Save a snapshot?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="55" />
        <source>The file will show the people in front of the camera. Save it only if they know and agree, keep it no longer than needed, and mind the rules that apply to you. facevouch saves nothing on its own and sends nothing anywhere.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="116" />
        <location filename="../privacy.py" line="70" />
        <location filename="../privacy.py" line="66" />
        <source>Folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="67" />
        <source>Choose…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="76" />
        <source>Draw boxes and verdicts into it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="78" />
        <source>Remember this and do not ask again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="81" />
        <source>Record</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="81" />
        <source>Save</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../privacy.py" line="85" />
        <source>Cancel</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Saving</name>
    <message>
        <location filename="../saving.py" line="126" />
        <source>Open folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../saving.py" line="129" />
        <source>Saved: {0}</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Sources</name>
    <message>
        <location filename="../source_menu.py" line="81" />
        <source>Cameras</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="86" />
        <source>No camera found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="88" />
        <source>Looking for cameras…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="114" />
        <location filename="../source_menu.py" line="94" />
        <source>Demo</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="115" />
        <location filename="../source_menu.py" line="95" />
        <source>Test pattern</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="112" />
        <source>First camera</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="123" />
        <source>Stream</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../source_menu.py" line="125" />
        <source>Camera {0}</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Status</name>
    <message>
        <location filename="../statusline.py" line="47" />
        <source>{0} frames/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="49" />
        <source>{0} ms a frame</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="50" />
        <source>{0} dropped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="56" />
        <source>Starting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="58" />
        <source>Opening</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="59" />
        <source>Playing</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="60" />
        <source>Stalled</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="61" />
        <source>Frozen</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="62" />
        <source>Reconnecting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="63" />
        <source>Ended</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../statusline.py" line="64" />
        <source>Lost</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>TopBar</name>
    <message>
        <location filename="../topbar.py" line="115" />
        <source>Source</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../topbar.py" line="116" />
        <source>Where the picture comes from</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../topbar.py" line="117" />
        <source>Models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../topbar.py" line="118" />
        <source>The models in use</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../topbar.py" line="120" />
        <location filename="../topbar.py" line="119" />
        <source>Strength of the heatmap</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../topbar.py" line="122" />
        <location filename="../topbar.py" line="121" />
        <source>Menu</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Video</name>
    <message>
        <location filename="../video_view.py" line="88" />
        <source>Video</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../video_view.py" line="90" />
        <source>The picture with the faces found and their verdicts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../video_view.py" line="136" />
        <source>Paused</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../video_view.py" line="138" />
        <source>Source not trusted</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../video_view.py" line="141" />
        <source>No heatmap: this model gives no evidence map</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="303" />
        <source>There is no picture to save yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="307" />
        <source>Videos and pictures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="309" />
        <source>All files</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="311" />
        <source>Open a file</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="319" />
        <source>Open a stream</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="320" />
        <source>Address (rtsp://… or http://…)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="326" />
        <source>Folder for pictures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="335" />
        <source>facevouch {0}

Vouches, face by face, that a live person is in front of the camera. Works without a network; saves nothing unless asked.

Apache-2.0</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../window.py" line="379" />
        <source>No model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../app.py" line="156" />
        <source>Something in the window failed: {0}</source>
        <translation type="unfinished" />
    </message>
</context><context>
    <name>Words</name>
    <message>
        <location filename="../words.py" line="13" />
        <source>Unknown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="14" />
        <source>Poor view</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="15" />
        <source>Checking</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="16" />
        <source>Live</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="17" />
        <source>Attack</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="18" />
        <source>Unavailable</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="24" />
        <source>presentation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="25" />
        <source>deepfake</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="31" />
        <source>too far away</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="32" />
        <source>too close</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="33" />
        <source>blurred</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="34" />
        <source>too dark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="35" />
        <source>too bright</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="36" />
        <source>turned away</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="37" />
        <source>partly outside the picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="38" />
        <source>uncertain detection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="39" />
        <source>no usable model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="40" />
        <source>the model failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="41" />
        <source>evidence expired</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="42" />
        <source>by the anti-spoofing model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="43" />
        <source>by the deepfake model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="75" />
        <location filename="../words.py" line="62" />
        <source>Anti-spoofing</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="76" />
        <location filename="../words.py" line="63" />
        <source>Deepfake</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="64" />
        <source>Face detector</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="70" />
        <source>Capture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="71" />
        <source>Detect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="72" />
        <source>Track</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="73" />
        <source>Quality</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="74" />
        <source>Crop</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="77" />
        <source>Decide</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="78" />
        <source>Total</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="79" />
        <source>Window</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="114" />
        <location filename="../words.py" line="86" />
        <source>Please look at the camera</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="88" />
        <source>One person at a time, please</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="93" />
        <source>Thank you, you may go on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="94" />
        <source>Please ask the staff for help</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="95" />
        <source>Out of service: please ask the staff</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="105" />
        <location filename="../words.py" line="97" />
        <location filename="../words.py" line="96" />
        <source>Please hold still for a moment</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="103" />
        <source>Please come closer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="104" />
        <source>Please step back a little</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="106" />
        <source>Please face the light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="107" />
        <source>Please turn away from the bright light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="108" />
        <source>Please look straight at the camera</source>
        <translation type="unfinished" />
    </message>
    <message>
        <location filename="../words.py" line="109" />
        <source>Please move to the middle of the picture</source>
        <translation type="unfinished" />
    </message>
</context></TS>

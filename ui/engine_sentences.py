"""Every sentence pattern of the engine's, once more where Qt's translation tools find it."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

CATALOGUE = (
    QT_TRANSLATE_NOOP("Engine", "a calibration is being tried"),
    QT_TRANSLATE_NOOP("Engine", "a calibration that is not stored is being tried"),
    QT_TRANSLATE_NOOP("Engine", "a crop could not be encoded as PNG and is not stored"),
    QT_TRANSLATE_NOOP("Engine", "a new queue accepts events"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "at this door about {0} of 100 people are refused and {1} of 100 photos pass",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "at this door about {0} of 100 people are refused; how many photos pass is not known: "
        "show a print and a phone as well",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "attacks score hardly higher than bona fide on this camera, which may be chance; record "
        "longer, and check that the attacks fill the picture as a face would",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "attacks score no higher than bona fide on this camera: no calibration can help; check "
        "that the recordings were not exchanged, and which model is used",
    ),
    QT_TRANSLATE_NOOP("Engine", "bona fide"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "bona fide on this camera score like attacks (log-odds of {0} as shipped); look at light "
        "and focus, or show a print and a phone as well, so that it can be seen whether the "
        "model works here",
    ),
    QT_TRANSLATE_NOOP("Engine", "calibrated to {0}"),
    QT_TRANSLATE_NOOP("Engine", "camera {0} ({1}) does not open; close the program that uses it"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "camera {0} does not open: it is missing, in use or not permitted; cameras here: {1}",
    ),
    QT_TRANSLATE_NOOP("Engine", "camera {0}: no {1} model is loaded"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "camera {0}: not calibrated, so its error rates are not known; calibrate it with: "
        "facevouch calibrate",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "camera {0}: this is not a camera (source_kind is {1}); do not open a door by its results",
    ),
    QT_TRANSLATE_NOOP("Engine", "camera {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "camera {0}: {1} ({2})"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "cannot open the stream {0}; check address, network and credentials",
    ),
    QT_TRANSLATE_NOOP("Engine", "cannot read {0}: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "cannot use the queue {0}: {1}; check free space and permissions there",
    ),
    QT_TRANSLATE_NOOP("Engine", "cannot write {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "does not work"),
    QT_TRANSLATE_NOOP("Engine", "frame {0} could not be judged: {1}"),
    QT_TRANSLATE_NOOP("Engine", "frame {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "it decided the opposite for {0} of {1} faces"),
    QT_TRANSLATE_NOOP("Engine", "it ends at {0} s of the {1} s it states: it is incomplete"),
    QT_TRANSLATE_NOOP("Engine", "it failed: {0}"),
    QT_TRANSLATE_NOOP("Engine", "it gave a score that is not a finite number"),
    QT_TRANSLATE_NOOP("Engine", "it takes {0} ms per face, before {1} ms"),
    QT_TRANSLATE_NOOP("Engine", "its content repeats every {0} frames"),
    QT_TRANSLATE_NOOP("Engine", "its frames come without any jitter, as from a program's clock"),
    QT_TRANSLATE_NOOP("Engine", "its frames go back in time"),
    QT_TRANSLATE_NOOP("Engine", "its frames repeat those of {0} frames before"),
    QT_TRANSLATE_NOOP("Engine", "later events are accepted"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} decides the opposite for {1} of {2} recent faces (canary.flips allows "
        "{3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know "
        "that the old one was wrong",
    ),
    QT_TRANSLATE_NOOP("Engine", "model {0} passed its probation of {1} frames"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} takes {1} ms per face, the one in use {2} ms (canary.slower allows {3} "
        "times), so it is not used",
    ),
    QT_TRANSLATE_NOOP("Engine", "model {0} was replaced by the previous one after {1} frames: {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no anti-spoof model is installed; choose a model with --model ID",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no attack was shown: the latter is an estimate from {0} attack clips of {1}",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no attacks were shown: the bound follows from people alone, and the rates of "
        "attacks are estimates; show a print and a phone as well",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no camera is pinned for this source; pin it with: facevouch calibrate",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no permission for camera {0} ({1}); add your user to the group video and log in again",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no result for {0} in {1} s; the process ends so that it is started again",
    ),
    QT_TRANSLATE_NOOP("Engine", "nobody was recorded yet"),
    QT_TRANSLATE_NOOP("Engine", "none"),
    QT_TRANSLATE_NOOP("Engine", "none of the {0} images in {1} can be read"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "not as at calibration: {0}; clean the lens, check the lighting, then calibrate again",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "not calibrated, its error rates are not known; calibrate it with: facevouch calibrate "
        "(decision.uncalibrated is {0})",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "not calibrated, nobody is vouched for; calibrate it with: facevouch calibrate "
        "(decision.uncalibrated is {0})",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "on this camera the model separates these attacks poorly (AUC {0} %); calibration "
        "only moves the threshold and cannot correct that",
    ),
    QT_TRANSLATE_NOOP("Engine", "opening {0}"),
    QT_TRANSLATE_NOOP("Engine", "other cameras"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "people recorded: {0}; from them between {1} and {2} of 100 people would be refused (95 "
        "% interval) where {3} were asked for: record more people, one after the other, best {4} "
        "or more, in the light they will stand in",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "people seen: {0}, too few to predict the next one; calibrate with {1} or more, "
        "one after the other (facevouch calibrate --people {1})",
    ),
    QT_TRANSLATE_NOOP("Engine", "phone"),
    QT_TRANSLATE_NOOP("Engine", "presentations shown: {0}"),
    QT_TRANSLATE_NOOP("Engine", "print"),
    QT_TRANSLATE_NOOP("Engine", "redirects are not followed; set webhook.url to the final address"),
    QT_TRANSLATE_NOOP("Engine", "target error rates: BPCER {0}, APCER {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the audit log {0} cannot be written: {1}; free space on its disk or correct the "
        "permissions of its folder",
    ),
    QT_TRANSLATE_NOOP("Engine", "the broker {0} cannot be reached: {1}"),
    QT_TRANSLATE_NOOP("Engine", "the broker {0} closed the connection: {1}"),
    QT_TRANSLATE_NOOP("Engine", "the broker {0} does not acknowledge messages within {1} s"),
    QT_TRANSLATE_NOOP("Engine", "the broker {0} does not answer within {1} s"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the broker {0} refuses messages: {1}; check which topics this user may publish to",
    ),
    QT_TRANSLATE_NOOP("Engine", "the broker {0} refuses the connection: {1}"),
    QT_TRANSLATE_NOOP("Engine", "the camera"),
    QT_TRANSLATE_NOOP("Engine", "the camera is not the one pinned here: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera is not trusted: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera is trusted again"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the certificate of {0} is not trusted: {1}; set camera.tls_ca to a file with its "
        "authority or the certificate itself",
    ),
    QT_TRANSLATE_NOOP("Engine", "the connection was lost"),
    QT_TRANSLATE_NOOP("Engine", "the faces' sharpness"),
    QT_TRANSLATE_NOOP("Engine", "the model's scores"),
    QT_TRANSLATE_NOOP("Engine", "the program that read the output has closed it"),
    QT_TRANSLATE_NOOP("Engine", "the queue for {0} is full: its oldest events are being dropped"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the queue was damaged; its file is now {0}, and a new queue was created",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the relay is not closed: the acceptance at {0} came from a source of kind {1}, "
        "and relay.sources is {2}",
    ),
    QT_TRANSLATE_NOOP("Engine", "the relay's pin cannot be switched: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the source cannot be used: {0}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the stream {0} redirects to {1}, which is not followed; give that address",
    ),
    QT_TRANSLATE_NOOP("Engine", "the stream {0} was interrupted"),
    QT_TRANSLATE_NOOP("Engine", "the webhook {0} answers {1}"),
    QT_TRANSLATE_NOOP("Engine", "the webhook {0} cannot be reached: {1}"),
    QT_TRANSLATE_NOOP("Engine", "the webhook {0} refuses an event with {1}"),
    QT_TRANSLATE_NOOP("Engine", "the {0} sender failed: {1}"),
    QT_TRANSLATE_NOOP("Engine", "their brightness"),
    QT_TRANSLATE_NOOP("Engine", "there is no camera {0}; cameras here: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "too little data to calibrate: {0} gave {1} scored faces in {2} seconds ({3} frames, {4} "
        "faces), at least {5} seconds are needed",
    ),
    QT_TRANSLATE_NOOP("Engine", "works again"),
    QT_TRANSLATE_NOOP("Engine", "{0} % of its pixels stay the same: no sensor's noise"),
    QT_TRANSLATE_NOOP("Engine", "{0} (PSI {1})"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} MB are in use, more than watchdog.memory_limit_mb ({1}); the process stops in "
        "good order so that it is started again",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot accept events: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be decoded as a video; convert it to MP4"),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be decoded as an image"),
    QT_TRANSLATE_NOOP("Engine", "{0} contains no images ({1})"),
    QT_TRANSLATE_NOOP("Engine", "{0} delivers no more frames; check that it is plugged in"),
    QT_TRANSLATE_NOOP("Engine", "{0} ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} events were dropped before {1} could be reached again"),
    QT_TRANSLATE_NOOP("Engine", "{0} failed: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} has ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} has more than {1} megapixels; convert it"),
    QT_TRANSLATE_NOOP("Engine", "{0} has more than {1} megapixels; scale it down"),
    QT_TRANSLATE_NOOP("Engine", "{0} has no frame that can be decoded"),
    QT_TRANSLATE_NOOP("Engine", "{0} is a virtual camera: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} is back"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes)"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes); record or copy it again"),
    QT_TRANSLATE_NOOP("Engine", "{0} is frozen"),
    QT_TRANSLATE_NOOP("Engine", "{0} is playing"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: off"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}, on probation; {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} of {1} faces decided differently, {2} ms per face, before {3} ms",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} of {1} frames of {2} were left out: they contain several faces",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} of {1} images could not be read"),
    QT_TRANSLATE_NOOP("Engine", "{0} people were seen by this camera: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} seconds of bona fide cannot show a BPCER of {1} %: without one error they still "
        "allow {2} %; {3} seconds would",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} stalled"),
    QT_TRANSLATE_NOOP("Engine", "{0} were scaled down to {1} px"),
    QT_TRANSLATE_NOOP("Engine", "{0}, {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0}: no new frame for {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}: the same frame {1} times in a row"),
    QT_TRANSLATE_NOOP("Engine", "{0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0}; event {1} was set aside after {2} attempts"),
    QT_TRANSLATE_NOOP("Engine", "{0}; faces were not scored because: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0}; this is connection {1} in a row that ended soon after it was accepted; if "
        "another gate is called {2}, give each gate a different session.name",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0}; trying again in {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}; {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0}; {1} events wait"),
)
"""The same set as in `edge`, which a test holds."""

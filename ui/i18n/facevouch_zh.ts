<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
    <name>Actions</name>
    <message>
        <location filename="../shortcuts.py" line="45" />
        <source>Pause or go on</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="46" />
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="47" />
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="48" />
        <source>Next heatmap</source>
        <translation>下一张热力图</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="49" />
        <source>Fainter heatmap</source>
        <translation>减弱热力图</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="50" />
        <source>Stronger heatmap</source>
        <translation>增强热力图</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="51" />
        <source>Show the keypoints</source>
        <translation>显示面部关键点</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="52" />
        <source>Save a snapshot…</source>
        <translation>保存快照…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="53" />
        <source>Record a video…</source>
        <translation>录制视频…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="54" />
        <source>Choose the source</source>
        <translation>选择来源</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="55" />
        <source>Choose the models</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="56" />
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="57" />
        <source>Open a stream…</source>
        <translation>打开视频流…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="58" />
        <source>Start the source again</source>
        <translation>重新启动来源</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="59" />
        <source>Show the panels</source>
        <translation>显示面板</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="60" />
        <source>Show the event log</source>
        <translation>显示事件日志</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="61" />
        <source>Show the verdicts</source>
        <translation>显示判定列表</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="62" />
        <source>Calibrate the camera…</source>
        <translation>校准摄像头…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="63" />
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="64" />
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="65" />
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="66" />
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="67" />
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../banner.py" line="145" />
        <location filename="../toasts.py" line="65" />
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
</context><context>
    <name>Calibration</name>
    <message>
        <location filename="../calibration/wizard.py" line="164" />
        <source>{0} of {1} s · {2} faces scored</source>
        <translation>{0} / {1} 秒 · 已评分 {2} 张人脸</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="167" />
        <source>nothing recorded yet</source>
        <translation>尚未录制</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="169" />
        <source>people: {0} · faces scored: {1}</source>
        <translation>人数：{0} · 已评分人脸：{1}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="171" />
        <source>{0} faces scored</source>
        <translation>已评分 {0} 张人脸</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="177" />
        <source>Saved for {0}; it is in use now.</source>
        <translation>已为 {0} 保存，现已启用。</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="180" />
        <source>Calculating…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="182" />
        <source>Tried out: the verdicts in the picture are as they would be. Stand there, hold something up.</source>
        <translation>试用中：画面中的判定即启用后的判定。请站到镜头前，或举起些什么。</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="296" />
        <source>Calibrate the camera</source>
        <translation>校准摄像头</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="297" />
        <source>Camera being calibrated: {0}</source>
        <translation>正在校准的摄像头：{0}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="300" />
        <location filename="../calibration/wizard.py" line="299" />
        <source>Which camera to calibrate</source>
        <translation>要校准的摄像头</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="306" />
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="307" />
        <source>That is enough</source>
        <translation>足够了</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="308" />
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="309" />
        <source>Another person</source>
        <translation>再来一人</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="310" />
        <source>Once more</source>
        <translation>重来</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="311" />
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="312" />
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="313" />
        <source>Try it out</source>
        <translation>试用</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="314" />
        <source>Back to the start</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="315" />
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="317" />
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="80" />
        <source>ask for {0} of 100 people</source>
        <translation>要求每 100 人 {0} 人</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="82" />
        <source>refuse {0} of 100 people; {1} of 100 photos pass</source>
        <translation>每 100 人拒绝 {0} 人；每 100 张照片通过 {1} 张</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="42" />
        <source>no anti-spoof model is in use that could be calibrated</source>
        <translation>没有正在使用、可供校准的防伪模型</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="47" />
        <source>the demo cannot be calibrated; choose a camera</source>
        <translation>演示画面无法校准；请选择摄像头</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="13" />
        <source>Person</source>
        <translation>真人</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="14" />
        <source>Print</source>
        <translation>打印照片</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="15" />
        <source>Phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="16" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="23" />
        <source>A person, as people will stand here</source>
        <translation>一个人，像平时一样站在这里</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="24" />
        <source>A printed photo of a face</source>
        <translation>一张打印的人脸照片</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="25" />
        <source>A face on a phone or another screen</source>
        <translation>手机或其他屏幕上的人脸</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="26" />
        <source>What to expect at this door</source>
        <translation>此门口的预期结果</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="33" />
        <source>Alone in the picture, in the usual light, at the usual distance; look about and move a little. Five people, one after the other, say far more than one.</source>
        <translation>画面中只有一人，光线和距离与平时相同；四处看看，稍微动一动。依次五个人远比一个人更有说服力。</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="38" />
        <source>Hold it up so that it fills the picture as a face would; bend and tilt it. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>举起来，使其在画面中与真实人脸一样大；弯一弯、斜一斜。不要让自己的脸入镜：有两张脸的帧会被略去。</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="43" />
        <source>Hold it up so that it fills the picture as a face would; a video is better than a photo. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>举起来，使其在画面中与真实人脸一样大；视频比照片更好。不要让自己的脸入镜：有两张脸的帧会被略去。</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="48" />
        <source>Choose how many people may be refused; how many photos pass follows from it. Nothing is stored until you save.</source>
        <translation>选择可以拒绝多少人；通过的照片数随之而定。在您保存之前不会存储任何内容。</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>vouched for</source>
        <translation>予以担保</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>refused</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>← more live</source>
        <translation>← 更像真人</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>more attack →</source>
        <translation>更像攻击 →</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="175" />
        <source>Scores so far</source>
        <translation>目前得分</translation>
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/chart.py" line="251" />
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="283" />
        <source>Evidence over time</source>
        <translation>证据随时间的变化</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="284" />
        <source>Chart of the evidence on each face</source>
        <translation>每张脸的证据图表</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="293" />
        <source>Bold: anti-spoofing · dashed: deepfake · grey: not counted · dots: the verdict changed. A verdict falls where a line enters a zone.</source>
        <translation>粗线：反欺骗 · 虚线：深度伪造 · 灰色：不计入 · 圆点：判定改变。线进入某一区域时即作出判定。</translation>
    </message>
</context><context>
    <name>Decision</name>
    <message>
        <location filename="../panels/decision.py" line="173" />
        <source>Decision</source>
        <translation>决策</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="175" />
        <source>Live people refused (BPCER)</source>
        <translation>真人被拒率 (BPCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="176" />
        <source>How many live people may be called an attack</source>
        <translation>允许多少真人被判为攻击</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="179" />
        <source>Attacks let through (APCER)</source>
        <translation>攻击漏过率 (APCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="180" />
        <source>How many attacks may be called live</source>
        <translation>允许多少攻击被判为真人</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="183" />
        <location filename="../panels/decision.py" line="182" />
        <source>Deepfake model</source>
        <translation>深度伪造模型</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="185" />
        <source>is ignored</source>
        <translation>不参与</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="186" />
        <source>may call an attack</source>
        <translation>可判为攻击</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="187" />
        <source>must also say live</source>
        <translation>须同时判为真人</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="192" />
        <source>Smaller rates need more frames before a verdict. Not stored: the next start uses the configuration file.</source>
        <translation>比率越小，判定所需的帧越多。关闭后不保留：以配置文件为准。</translation>
    </message>
</context><context>
    <name>Engine</name>
    <message>
        <location filename="../engine_sentences.py" line="8" />
        <source>a calibration is being tried</source>
        <translation>正在试用一项校准</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="9" />
        <source>a calibration that is not stored is being tried</source>
        <translation>正在试用尚未保存的校准</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="10" />
        <source>a crop could not be encoded as PNG and is not stored</source>
        <translation>裁剪图无法编码，因此不保留</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="11" />
        <source>a new queue accepts events</source>
        <translation>新的队列正在接收事件</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="12" />
        <source>at this door about {0} of 100 people are refused and {1} of 100 photos pass</source>
        <translation>在此门口，每 100 人约有 {0} 人被拒绝，每 100 张照片有 {1} 张通过</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="16" />
        <source>at this door about {0} of 100 people are refused; how many photos pass is not known: show a print and a phone as well</source>
        <translation>在此门口，每 100 人约有 {0} 人被拒绝；不知道有多少照片会通过：请再出示打印照片和手机</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="21" />
        <source>attacks score hardly higher than bona fide on this camera, which may be chance; record longer, and check that the attacks fill the picture as a face would</source>
        <translation>在此摄像头上，攻击的得分几乎不高于真人，这可能是偶然；请录制更久，并确认攻击在画面中的大小与真实人脸相当</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="26" />
        <source>attacks score no higher than bona fide on this camera: no calibration can help; check that the recordings were not exchanged, and which model is used</source>
        <translation>在此摄像头上，攻击的得分不高于真人：任何校准都无济于事；请检查录制是否弄反，以及使用的是哪个模型</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="31" />
        <source>bona fide</source>
        <translation>真人</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="32" />
        <source>bona fide on this camera score like attacks (log-odds of {0} as shipped); look at light and focus, or show a print and a phone as well, so that it can be seen whether the model works here</source>
        <translation>在此摄像头上，真人的得分与攻击相似（出厂对数几率 {0}）；请检查光线和对焦，或再出示打印照片和手机，以便判断模型在此是否有效</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="38" />
        <source>calibrated to {0}</source>
        <translation>已针对 {0} 校准</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="39" />
        <source>camera {0} ({1}) does not open; close the program that uses it</source>
        <translation>摄像头 {0}（{1}）无法打开；请关闭正在使用它的程序</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="40" />
        <source>camera {0} does not open: it is missing, in use or not permitted; cameras here: {1}</source>
        <translation>摄像头 {0} 无法打开：不存在、被占用或未获许可；现有摄像头：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="44" />
        <source>camera {0}: no {1} model is loaded</source>
        <translation>摄像头 {0}：未加载 {1} 模型</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="45" />
        <source>camera {0}: not calibrated, so its error rates are not known; calibrate it with: facevouch calibrate</source>
        <translation>摄像头 {0}：未校准，因此错误率未知；请运行：facevouch calibrate</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="50" />
        <source>camera {0}: this is not a camera (source_kind is {1}); do not open a door by its results</source>
        <translation>摄像头 {0}：这不是摄像头（source_kind 为 {1}）；门禁不得采信其结果</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="54" />
        <source>camera {0}: {1}</source>
        <translation>摄像头 {0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="55" />
        <source>camera {0}: {1} ({2})</source>
        <translation>摄像头 {0}：{1}（{2}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="56" />
        <source>cannot open the stream {0}; check address, network and credentials</source>
        <translation>无法打开视频流 {0}；请检查地址、网络和凭据</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="60" />
        <source>cannot read {0}: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="61" />
        <source>cannot use the queue {0}: {1}; check free space and permissions there</source>
        <translation>无法使用队列 {0}：{1}；请检查该磁盘的空间和权限</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="65" />
        <source>cannot write {0}: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="66" />
        <source>does not work</source>
        <translation>无法工作</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="67" />
        <source>frame {0} could not be judged: {1}</source>
        <translation>第 {0} 帧无法判断：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="68" />
        <source>frame {0}: {1}</source>
        <translation>第 {0} 帧：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="69" />
        <source>it decided the opposite for {0} of {1} faces</source>
        <translation>它对 {1} 张人脸中的 {0} 张判断相反</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="70" />
        <source>it ends at {0} s of the {1} s it states: it is incomplete</source>
        <translation>在声明的 {1} 秒中的第 {0} 秒结束：文件被截断</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="71" />
        <source>it failed: {0}</source>
        <translation>它出错了：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="72" />
        <source>it gave a score that is not a finite number</source>
        <translation>它给出的分数不是有限数</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="73" />
        <source>it takes {0} ms per face, before {1} ms</source>
        <translation>每张人脸需 {0} 毫秒，之前为 {1} 毫秒</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="74" />
        <source>its content repeats every {0} frames</source>
        <translation>其内容每 {0} 帧重复一次</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="75" />
        <source>its frames come without any jitter, as from a program's clock</source>
        <translation>其画面毫无抖动，如同来自程序时钟</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="76" />
        <source>its frames go back in time</source>
        <translation>其画面在时间上倒退</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="77" />
        <source>its frames repeat those of {0} frames before</source>
        <translation>其画面与 {0} 帧之前相同</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="78" />
        <source>later events are accepted</source>
        <translation>后续事件已被接收</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="79" />
        <source>model {0} decides the opposite for {1} of {2} recent faces (canary.flips allows {3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know that the old one was wrong</source>
        <translation>模型 {0} 对刚看到的 {2} 张人脸中的 {1} 张判断相反（canary.flips 允许 {3}），因此不使用；请先评估，若确知旧模型有误可设 canary.flips = 1</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="85" />
        <source>model {0} passed its probation of {1} frames</source>
        <translation>模型 {0} 通过了 {1} 帧的试用</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="86" />
        <source>model {0} takes {1} ms per face, the one in use {2} ms (canary.slower allows {3} times), so it is not used</source>
        <translation>模型 {0} 每张人脸需 {1} 毫秒，当前模型为 {2} 毫秒（canary.slower 允许 {3} 倍），因此不使用</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="91" />
        <source>model {0} was replaced by the previous one after {1} frames: {2}</source>
        <translation>模型 {0} 在 {1} 帧后被撤回：{2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="92" />
        <source>no anti-spoof model is installed; choose a model with --model ID</source>
        <translation>没有安装可校准的防伪模型；请用 --model ID 指定一个</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="96" />
        <source>no attack was shown: the latter is an estimate from {0} attack clips of {1}</source>
        <translation>未出示攻击：后者是根据 {1} 的 {0} 个攻击片段估计的</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="100" />
        <source>no attacks were shown: the bound follows from people alone, and the rates of attacks are estimates; show a print and a phone as well</source>
        <translation>未出示攻击：界限仅由真人得出，关于攻击的说法只是估计；请再出示打印照片和手机</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="105" />
        <source>no camera is pinned for this source; pin it with: facevouch calibrate</source>
        <translation>此来源没有绑定摄像头；请用 facevouch calibrate 绑定</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="109" />
        <source>no permission for camera {0} ({1}); add your user to the group video and log in again</source>
        <translation>没有使用摄像头 {0}（{1}）的权限；请将用户加入 video 组后重新登录</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="113" />
        <source>no result for {0} in {1} s; the process ends so that it is started again</source>
        <translation>{0} 的推理已卡住 {1} 秒；进程将结束并重新启动</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="117" />
        <source>nobody was recorded yet</source>
        <translation>尚未录制任何人</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="118" />
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="119" />
        <source>none of the {0} images in {1} can be read</source>
        <translation>{1} 中的 {0} 张图像都无法读取</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="120" />
        <source>not as at calibration: {0}; clean the lens, check the lighting, then calibrate again</source>
        <translation>与校准时不同：{0}；请清洁镜头、检查光线，然后重新校准</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="124" />
        <source>not calibrated, its error rates are not known; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>未校准，错误率未知；请运行：facevouch calibrate（decision.uncalibrated 为 {0}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="129" />
        <source>not calibrated, nobody is vouched for; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>未校准，不为任何人担保；请运行：facevouch calibrate（decision.uncalibrated 为 {0}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="134" />
        <source>on this camera the model separates these attacks poorly (AUC {0} %); calibration only moves the threshold and cannot correct that</source>
        <translation>在此摄像头上，模型难以区分这些攻击（AUC {0} %）；校准只能移动阈值，无法弥补</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="139" />
        <source>opening {0}</source>
        <translation>正在打开 {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="140" />
        <source>other cameras</source>
        <translation>其他摄像头</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="141" />
        <source>people recorded: {0}; from them between {1} and {2} of 100 people would be refused (95 % interval) where {3} were asked for: record more people, one after the other, best {4} or more, in the light they will stand in</source>
        <translation>已录制人数：{0}；据此每 100 人中会有 {1} 至 {2} 人被拒绝（95% 区间），而要求为 {3} 人：请在实际光线下逐个录制更多人，最好 {4} 人或以上</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="147" />
        <source>people seen: {0}, too few to predict the next one; calibrate with {1} or more, one after the other (facevouch calibrate --people {1})</source>
        <translation>已见人数：{0}，对下一个人说明不了多少；请依次用 {1} 人或更多人校准（facevouch calibrate --people {1}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="152" />
        <source>phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="153" />
        <source>presentations shown: {0}</source>
        <translation>已出示次数：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="154" />
        <source>print</source>
        <translation>打印照片</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="155" />
        <source>redirects are not followed; set webhook.url to the final address</source>
        <translation>不跟随重定向，请填写最终地址</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="156" />
        <source>target error rates: BPCER {0}, APCER {1}</source>
        <translation>要求的错误率：BPCER {0}，APCER {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="157" />
        <source>the audit log {0} cannot be written: {1}; free space on its disk or correct the permissions of its folder</source>
        <translation>无法写入审计日志 {0}：{1}；请清理磁盘空间或修正其文件夹的权限</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="162" />
        <source>the broker {0} cannot be reached: {1}</source>
        <translation>无法连接代理服务器 {0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="163" />
        <source>the broker {0} closed the connection: {1}</source>
        <translation>代理服务器 {0} 已断开：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="164" />
        <source>the broker {0} does not acknowledge messages within {1} s</source>
        <translation>代理服务器 {0} 未在 {1} 秒内确认所发内容</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="165" />
        <source>the broker {0} does not answer within {1} s</source>
        <translation>代理服务器 {0} 未在 {1} 秒内响应</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="166" />
        <source>the broker {0} refuses messages: {1}; check which topics this user may publish to</source>
        <translation>代理服务器 {0} 拒绝所发内容：{1}；请检查该用户的发布权限</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="170" />
        <source>the broker {0} refuses the connection: {1}</source>
        <translation>代理服务器 {0} 拒绝连接：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="171" />
        <source>the camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="172" />
        <source>the camera is not the one pinned here: {0}</source>
        <translation>摄像头不是此处绑定的那一个：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="173" />
        <source>the camera is not trusted: {0}</source>
        <translation>摄像头不受信任：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="174" />
        <source>the camera is trusted again</source>
        <translation>摄像头重新受信任</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="175" />
        <source>the certificate of {0} is not trusted: {1}; set camera.tls_ca to a file with its authority or the certificate itself</source>
        <translation>不信任 {0} 的证书：{1}；请在 camera.tls_ca 中填写其颁发机构或证书本身</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="180" />
        <source>the connection was lost</source>
        <translation>连接已中断</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="181" />
        <source>the faces' sharpness</source>
        <translation>人脸清晰度</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="182" />
        <source>the model's scores</source>
        <translation>模型分数</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="183" />
        <source>the program that read the output has closed it</source>
        <translation>读取输出的一方已将其关闭</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="184" />
        <source>the queue for {0} is full: its oldest events are being dropped</source>
        <translation>{0} 的队列已满：正在丢弃最早的事件</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="185" />
        <source>the queue was damaged; its file is now {0}, and a new queue was created</source>
        <translation>队列已损坏；原内容保存在 {0}，已建立新队列</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="189" />
        <source>the relay is not closed: the acceptance at {0} came from a source of kind {1}, and relay.sources is {2}</source>
        <translation>继电器保持不变：在 {0} 通过的对象来自类型为 {1} 的来源，而 relay.sources 只列出 {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="194" />
        <source>the relay's pin cannot be switched: {0}</source>
        <translation>继电器引脚无响应：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="195" />
        <source>the source cannot be used: {0}</source>
        <translation>无法使用该来源：{0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="196" />
        <source>the stream {0} redirects to {1}, which is not followed; give that address</source>
        <translation>视频流 {0} 重定向到 {1}，不予跟随；请填写该地址</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="200" />
        <source>the stream {0} was interrupted</source>
        <translation>视频流 {0} 中断</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="201" />
        <source>the webhook {0} answers {1}</source>
        <translation>Webhook {0} 返回 {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="202" />
        <source>the webhook {0} cannot be reached: {1}</source>
        <translation>无法连接 Webhook {0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="203" />
        <source>the webhook {0} refuses an event with {1}</source>
        <translation>Webhook {0} 以 {1} 拒绝事件</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="204" />
        <source>the {0} sender failed: {1}</source>
        <translation>{0} 发送程序出错：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="205" />
        <source>their brightness</source>
        <translation>人脸亮度</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="206" />
        <source>there is no camera {0}; cameras here: {1}</source>
        <translation>没有摄像头 {0}；现有摄像头：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="207" />
        <source>too little data to calibrate: {0} gave {1} scored faces in {2} seconds ({3} frames, {4} faces), at least {5} seconds are needed</source>
        <translation>数据太少，无法校准：{0} 在 {2} 秒内得到 {1} 张已评分的人脸（{3} 帧，{4} 张人脸），至少需要 {5} 秒</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="212" />
        <source>works again</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="213" />
        <source>{0} % of its pixels stay the same: no sensor's noise</source>
        <translation>{0}% 的像素保持不变：没有传感器噪声</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="214" />
        <source>{0} (PSI {1})</source>
        <translation>{0}（PSI {1}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="215" />
        <source>{0} MB are in use, more than watchdog.memory_limit_mb ({1}); the process stops in good order so that it is started again</source>
        <translation>已使用 {0} MB，超过 watchdog.memory_limit_mb（{1}）；进程将正常结束并重新启动</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="220" />
        <source>{0} cannot accept events: {1}</source>
        <translation>{0} 无法接收事件：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="221" />
        <source>{0} cannot be decoded as a video; convert it to MP4</source>
        <translation>{0} 不是可以解码的视频；请转换为 MP4</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="222" />
        <source>{0} cannot be decoded as an image</source>
        <translation>{0} 不是可以解码的图像</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="223" />
        <source>{0} contains no images ({1})</source>
        <translation>{0} 中没有图像（{1}）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="224" />
        <source>{0} delivers no more frames; check that it is plugged in</source>
        <translation>{0} 不再提供画面；是否被拔掉了？</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="225" />
        <source>{0} ended</source>
        <translation>{0} 已停止</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="226" />
        <source>{0} events were dropped before {1} could be reached again</source>
        <translation>在重新连接 {1} 之前丢弃了 {0} 个事件</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="227" />
        <source>{0} failed: {1}</source>
        <translation>{0} 失败：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="228" />
        <source>{0} has ended</source>
        <translation>{0} 已结束</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="229" />
        <source>{0} has more than {1} megapixels; convert it</source>
        <translation>{0} 声明的尺寸超过 {1} 百万像素；请转换</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="230" />
        <source>{0} has more than {1} megapixels; scale it down</source>
        <translation>{0} 声明的尺寸超过 {1} 百万像素；请缩小</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="231" />
        <source>{0} has no frame that can be decoded</source>
        <translation>{0} 中没有可以解码的画面</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="232" />
        <source>{0} is a virtual camera: {1}</source>
        <translation>{0} 由软件生成：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="233" />
        <source>{0} is back</source>
        <translation>{0} 已恢复</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="234" />
        <source>{0} is empty (0 bytes)</source>
        <translation>{0} 是空文件（0 字节）</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="235" />
        <source>{0} is empty (0 bytes); record or copy it again</source>
        <translation>{0} 是空文件（0 字节）；请重新录制或复制</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="236" />
        <source>{0} is frozen</source>
        <translation>{0} 画面冻结</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="237" />
        <source>{0} is playing</source>
        <translation>{0} 正在播放</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="238" />
        <source>{0} model: off</source>
        <translation>{0} 模型：关闭</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="239" />
        <source>{0} model: {1}</source>
        <translation>{0} 模型：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="240" />
        <source>{0} model: {1}, on probation; {2}</source>
        <translation>{0} 模型：{1}，试用中；{2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="241" />
        <source>{0} of {1} faces decided differently, {2} ms per face, before {3} ms</source>
        <translation>{1} 张人脸中有 {0} 张判断相反，每张 {2} 毫秒，之前为 {3} 毫秒</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="245" />
        <source>{0} of {1} frames of {2} were left out: they contain several faces</source>
        <translation>{2} 的 {1} 帧中有 {0} 帧被略去：画面中有多张人脸，无法判断指的是哪一张</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="249" />
        <source>{0} of {1} images could not be read</source>
        <translation>{1} 张图像中有 {0} 张无法读取</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="250" />
        <source>{0} people were seen by this camera: {1}</source>
        <translation>已有 {0} 人站在此摄像头前：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="251" />
        <source>{0} seconds of bona fide cannot show a BPCER of {1} %: without one error they still allow {2} %; {3} seconds would</source>
        <translation>{0} 秒的真人录制无法证明 {1} % 的 BPCER：即使没有一次错误，仍可能为 {2} %；{3} 秒才可以</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="256" />
        <source>{0} stalled</source>
        <translation>{0} 停滞</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="257" />
        <source>{0} were scaled down to {1} px</source>
        <translation>{0} 张已缩小到 {1} px</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="258" />
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="259" />
        <source>{0}: no new frame for {1} s</source>
        <translation>{0}：{1} 秒没有新画面</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="260" />
        <source>{0}: the same frame {1} times in a row</source>
        <translation>{0}：同一画面连续出现 {1} 次</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="261" />
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="262" />
        <source>{0}; event {1} was set aside after {2} attempts</source>
        <translation>{0}；事件 {1} 在 {2} 次尝试后被搁置</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="263" />
        <source>{0}; faces were not scored because: {1}</source>
        <translation>{0}；人脸未评分的原因：{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="264" />
        <source>{0}; this is connection {1} in a row that ended soon after it was accepted; if another gate is called {2}, give each gate a different session.name</source>
        <translation>{0}；已连续 {1} 次在连接后不久断开：是否有另一个名为 {2} 的闸口？请为每个设置不同的 session.name</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="269" />
        <source>{0}; trying again in {1} s</source>
        <translation>{0}；{1} 秒后重试</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="270" />
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="271" />
        <source>{0}; {1} events wait</source>
        <translation>{0}；{1} 个事件等待发送</translation>
    </message>
</context><context>
    <name>Events</name>
    <message>
        <location filename="../panels/events.py" line="101" />
        <location filename="../panels/events.py" line="100" />
        <location filename="../kiosk/report.py" line="120" />
        <source>Event log</source>
        <translation>事件日志</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="102" />
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="103" />
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context><context>
    <name>Faces</name>
    <message>
        <location filename="../panels/faces.py" line="222" />
        <location filename="../kiosk/report.py" line="56" />
        <source>No face in the picture</source>
        <translation>画面中没有人脸</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="127" />
        <source>This frame alone: {0} probability of attack</source>
        <translation>仅此帧：攻击概率 {0}</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="174" />
        <source>Frames scored: {0}</source>
        <translation>已评分帧数：{0}</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="221" />
        <source>Faces</source>
        <translation>人脸</translation>
    </message>
</context><context>
    <name>Heatmap</name>
    <message>
        <location filename="../menus.py" line="265" />
        <source>Side by side</source>
        <translation>并排显示</translation>
    </message>
    <message>
        <location filename="../menus.py" line="266" />
        <source>No heatmap</source>
        <translation>无热力图</translation>
    </message>
</context><context>
    <name>Kiosk</name>
    <message>
        <location filename="../kiosk/screen.py" line="320" />
        <source>Trial without a PIN: Esc leaves.</source>
        <translation>无 PIN 试用：按 Esc 退出。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="67" />
        <location filename="../kiosk/report.py" line="38" />
        <source>{0} of {1}</source>
        <translation>第 {0} 个，共 {1} 个</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="15" />
        <source>Welcome! Please look here.</source>
        <translation>欢迎！请看这里。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="16" />
        <source>May we look at your face?</source>
        <translation>我们可以查看您的面部吗？</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="17" />
        <source>Please look here.</source>
        <translation>请看这里。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="18" />
        <source>Bring your face into the oval.</source>
        <translation>请将面部移到椭圆框内。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="19" />
        <source>Please come closer.</source>
        <translation>请靠近一些。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="20" />
        <source>Please step back a little.</source>
        <translation>请稍微后退。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="21" />
        <source>One person at a time, please.</source>
        <translation>请一次只来一位。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="22" />
        <source>It is too dark. Please turn to the light.</source>
        <translation>太暗了，请面向光线。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="23" />
        <source>It is too bright. Please turn from the light.</source>
        <translation>太亮了，请避开强光。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="24" />
        <source>Hold still, please.</source>
        <translation>请保持不动。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="25" />
        <source>Turn your head to the left.</source>
        <translation>请向左转头。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="26" />
        <source>Turn your head to the right.</source>
        <translation>请向右转头。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="27" />
        <source>Nod your head.</source>
        <translation>请点点头。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="28" />
        <source>Blink twice with both eyes.</source>
        <translation>请双眼眨两次。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="29" />
        <source>Give a big smile.</source>
        <translation>请露齿微笑。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="30" />
        <source>Look straight ahead again.</source>
        <translation>请再次看向正前方。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="31" />
        <source>Watch the screen and hold still.</source>
        <translation>请注视屏幕，保持不动。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="32" />
        <source>Thank you, please go on.</source>
        <translation>谢谢，请通行。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="33" />
        <source>Please make room for the next person.</source>
        <translation>请为下一位让出位置。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="34" />
        <source>That did not work. Please try again.</source>
        <translation>未成功，请再试一次。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="35" />
        <source>Please ask the staff for help.</source>
        <translation>请向工作人员求助。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="36" />
        <source>Out of order. Please ask the staff.</source>
        <translation>暂停使用，请联系工作人员。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="60" />
        <source>Open again in about a minute.</source>
        <translation>约一分钟后恢复。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="61" />
        <source>Open again in about {0} minutes.</source>
        <translation>约 {0} 分钟后恢复。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="63" />
        <source>Open again in {0} s.</source>
        <translation>{0} 秒后恢复。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="65" />
        <source>Please step aside first.</source>
        <translation>请先让开一下。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="73" />
        <source>Come closer to begin.</source>
        <translation>请走近以开始。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="78" />
        <source>The screen will change colour. Sensitive to light? Please ask the staff.</source>
        <translation>屏幕会改变颜色。对光敏感？请询问工作人员。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="84" />
        <source>The camera looks at your face.</source>
        <translation>摄像头会查看您的面部。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="89" />
        <source>The camera at this gate checks that a real person stands before it. The picture is judged in this device. It is not compared with anybody's.</source>
        <translation>此通道的摄像头会确认面前是真人。图像只在本设备内判断，不会与任何人的图像进行比对。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="95" />
        <source>A picture of your face is kept, encrypted, for a limited time.</source>
        <translation>您的面部图像会加密保存一段有限的时间。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="97" />
        <source>The picture is not kept.</source>
        <translation>图像不会被保存。</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="105" />
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>Yes, begin</source>
        <translation>同意，开始</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>No, thank you</source>
        <translation>不，谢谢</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="132" />
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>PIN 错误次数过多，请等待 {0} 秒。</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="134" />
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="136" />
        <source>That PIN is not right.</source>
        <translation>PIN 不正确。</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="150" />
        <source>The operator's PIN</source>
        <translation>操作员 PIN</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="151" />
        <source>Erase</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="152" />
        <source>Enter</source>
        <translation>确认</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="153" />
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context><context>
    <name>Legend</name>
    <message>
        <location filename="../language.py" line="205" />
        <source>more live</source>
        <translation>更像真人</translation>
    </message>
    <message>
        <location filename="../language.py" line="205" />
        <source>more attack</source>
        <translation>更像攻击</translation>
    </message>
    <message>
        <location filename="../language.py" line="211" />
        <source>around the face</source>
        <translation>脸的周围</translation>
    </message>
    <message>
        <location filename="../language.py" line="212" />
        <source>on the forehead</source>
        <translation>额头</translation>
    </message>
    <message>
        <location filename="../language.py" line="213" />
        <source>at the eyes</source>
        <translation>眼部</translation>
    </message>
    <message>
        <location filename="../language.py" line="214" />
        <source>in the middle of the face</source>
        <translation>脸的中部</translation>
    </message>
    <message>
        <location filename="../language.py" line="215" />
        <source>at mouth and chin</source>
        <translation>嘴和下巴</translation>
    </message>
    <message>
        <location filename="../language.py" line="218" />
        <source>Points to an attack, above all {0} ({1})</source>
        <translation>指向攻击，主要在{0}（{1}）</translation>
    </message>
    <message>
        <location filename="../language.py" line="219" />
        <source>Points to a live person, above all {0} ({1})</source>
        <translation>指向真人，主要在{0}（{1}）</translation>
    </message>
    <message>
        <location filename="../language.py" line="220" />
        <source>This frame alone points to an attack, above all {0} ({1})</source>
        <translation>仅此帧指向攻击，主要在{0}（{1}）</translation>
    </message>
    <message>
        <location filename="../language.py" line="223" />
        <source>This frame alone points to a live person, above all {0} ({1})</source>
        <translation>仅此帧指向真人，主要在{0}（{1}）</translation>
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <location filename="../menus.py" line="293" />
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../menus.py" line="299" />
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../menus.py" line="305" />
        <source>Ask before saving pictures</source>
        <translation>保存图片前询问</translation>
    </message>
    <message>
        <location filename="../menus.py" line="310" />
        <source>Folder for pictures…</source>
        <translation>图片文件夹…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="315" />
        <source>About facevouch</source>
        <translation>关于 facevouch</translation>
    </message>
</context><context>
    <name>Models</name>
    <message>
        <location filename="../menus.py" line="195" />
        <source>No model: facevouch models import FILE</source>
        <translation>没有模型：facevouch models import FILE</translation>
    </message>
    <message>
        <location filename="../menus.py" line="199" />
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../menus.py" line="215" />
        <source>AUC {0}</source>
        <translation>AUC {0}</translation>
    </message>
    <message>
        <location filename="../menus.py" line="217" />
        <source>{0} ms here</source>
        <translation>此处 {0} 毫秒</translation>
    </message>
</context><context>
    <name>Notices</name>
    <message>
        <location filename="../notices.py" line="49" />
        <source>No usable anti-spoofing model: nobody can be vouched for, every face is “unavailable”. Install one with: facevouch models import FILE</source>
        <translation>没有可用的防伪模型：无法为任何人担保，所有人脸均为“不可用”。请用以下命令添加：facevouch models import FILE</translation>
    </message>
    <message>
        <location filename="../notices.py" line="59" />
        <source>Calibrate…</source>
        <translation>校准…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="61" />
        <source>This camera is not calibrated, so nobody is vouched for.</source>
        <translation>此摄像头未校准，因此不为任何人担保。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="64" />
        <source>This camera is not calibrated: how often verdicts are wrong here is not known.</source>
        <translation>此摄像头未校准：不知道这里的判定多久会出错。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="98" />
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../notices.py" line="101" />
        <source>No picture: {0}</source>
        <translation>没有画面：{0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="104" />
        <source>The picture stopped; trying again by itself. ({0})</source>
        <translation>画面已停止，正在自动重试。（{0}）</translation>
    </message>
    <message>
        <location filename="../notices.py" line="117" />
        <source>This looks like a looped recording, not a live camera.</source>
        <translation>这看起来像循环播放的录像，而不是实时摄像头。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="119" />
        <source>This looks like a virtual camera, not a real one.</source>
        <translation>这看起来像虚拟摄像头，而不是真实摄像头。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="121" />
        <source>This is not the camera that was set up here.</source>
        <translation>这不是在此处设置的摄像头。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="122" />
        <source>This does not look like a live camera.</source>
        <translation>这看起来不像实时摄像头。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="136" />
        <source>The model stays as it was: {0}</source>
        <translation>模型保持不变：{0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="138" />
        <source>The source was not changed: {0}</source>
        <translation>来源未更改：{0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="146" />
        <source>Opening the source…</source>
        <translation>正在打开来源…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="148" />
        <source>No picture. Choose a source, or drop a video here.</source>
        <translation>没有画面。请选择来源，或将视频拖到此处。</translation>
    </message>
    <message>
        <location filename="../notices.py" line="150" />
        <source>Waiting for the camera to come back…</source>
        <translation>等待摄像头恢复…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="151" />
        <source>Waiting for the first picture…</source>
        <translation>等待第一帧画面…</translation>
    </message>
</context><context>
    <name>Operator</name>
    <message>
        <location filename="../kiosk/report.py" line="33" />
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="65" />
        <location filename="../kiosk/report.py" line="34" />
        <source>Says</source>
        <translation>提示</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="35" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="39" />
        <source>Gesture</source>
        <translation>动作</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="41" />
        <source>{0} of {1} px</source>
        <translation>{0} / {1} 像素</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="142" />
        <location filename="../kiosk/report.py" line="42" />
        <source>Size of the face</source>
        <translation>面部大小</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="44" />
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="46" />
        <source>Attempts left</source>
        <translation>剩余次数</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="49" />
        <location filename="../kiosk/report.py" line="48" />
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="63" />
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="261" />
        <location filename="../kiosk/report.py" line="67" />
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Trust</source>
        <translation>可信度</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="72" />
        <source>Judged, delivered</source>
        <translation>已判断、已接收</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="75" />
        <source>Dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="78" />
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="79" />
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="88" />
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="93" />
        <source>Models and times</source>
        <translation>模型与耗时</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="103" />
        <source>works</source>
        <translation>正常</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="105" />
        <source>does not work</source>
        <translation>异常</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="108" />
        <source>{0} waiting</source>
        <translation>{0} 条等待</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="110" />
        <source>Delivery</source>
        <translation>投递</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="135" />
        <source>{0}, this frame</source>
        <translation>{0}，此帧</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="139" />
        <source>Reasons</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="141" />
        <source>Frames scored</source>
        <translation>已评分帧数</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="144" />
        <source>Sharpness, brightness</source>
        <translation>清晰度、亮度</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="148" />
        <source>Turned, raised, tilted</source>
        <translation>左右、俯仰、倾斜</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="161" />
        <source>waiting for somebody</source>
        <translation>等待来人</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="162" />
        <source>asking for consent</source>
        <translation>征求同意</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="163" />
        <source>positioning the face</source>
        <translation>正在就位</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="164" />
        <source>holding still</source>
        <translation>保持不动</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="165" />
        <source>challenge</source>
        <translation>动作验证</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="166" />
        <source>accepted</source>
        <translation>已通过</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="167" />
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="168" />
        <source>cooling down</source>
        <translation>冷却中</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="169" />
        <source>out of order</source>
        <translation>暂停使用</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="220" />
        <location filename="../kiosk/operator.py" line="191" />
        <source>Calibrate</source>
        <translation>校准</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="216" />
        <source>Operator's screen</source>
        <translation>操作员界面</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="217" />
        <source>Back to the gate</source>
        <translation>返回通道</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="221" />
        <source>End the cool-down</source>
        <translation>结束冷却</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="222" />
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="264" />
        <source>Saved in {0}</source>
        <translation>已保存到 {0}</translation>
    </message>
</context><context>
    <name>Performance</name>
    <message>
        <location filename="../panels/performance.py" line="127" />
        <source>Performance</source>
        <translation>性能</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="128" />
        <source>frames/s</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="129" />
        <source>from the camera</source>
        <translation>来自摄像头</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="130" />
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="132" />
        <source>Milliseconds a frame: median / 95th percentile</source>
        <translation>每帧毫秒数：中位数 / 第 95 百分位</translation>
    </message>
</context><context>
    <name>Playback</name>
    <message>
        <location filename="../playback_bar.py" line="188" />
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="189" />
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="190" />
        <source>Play over and over</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="191" />
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="192" />
        <source>Position in the file, coloured by verdict</source>
        <translation>文件的播放位置，按判定着色</translation>
    </message>
</context><context>
    <name>Privacy</name>
    <message>
        <location filename="../saving.py" line="55" />
        <source>Record a video?</source>
        <translation>录制视频？</translation>
    </message>
    <message>
        <location filename="../saving.py" line="57" />
        <source>Save a snapshot?</source>
        <translation>保存快照？</translation>
    </message>
    <message>
        <location filename="../saving.py" line="66" />
        <source>The file will show the people in front of the camera. Save it only if they know and agree, keep it no longer than needed, and mind the rules that apply to you. facevouch saves nothing on its own.</source>
        <translation>文件会显示摄像头前的人。请仅在他们知情并同意时保存，保存时间不要超过需要，并遵守适用的规定。facevouch 不会自行保存任何内容。</translation>
    </message>
    <message>
        <location filename="../saving.py" line="127" />
        <location filename="../saving.py" line="81" />
        <location filename="../saving.py" line="77" />
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../saving.py" line="78" />
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <location filename="../saving.py" line="87" />
        <source>Draw boxes and verdicts into it</source>
        <translation>在其中绘制边框和判定</translation>
    </message>
    <message>
        <location filename="../saving.py" line="89" />
        <source>Remember this and do not ask again</source>
        <translation>记住选择，不再询问</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../saving.py" line="96" />
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context><context>
    <name>Saving</name>
    <message>
        <location filename="../saving.py" line="240" />
        <source>There is no picture to save yet.</source>
        <translation>还没有可保存的画面。</translation>
    </message>
    <message>
        <location filename="../saving.py" line="261" />
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <location filename="../saving.py" line="264" />
        <source>Saved: {0}</source>
        <translation>已保存：{0}</translation>
    </message>
</context><context>
    <name>Sources</name>
    <message>
        <location filename="../menus.py" line="100" />
        <source>Cameras</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <location filename="../menus.py" line="105" />
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <location filename="../menus.py" line="107" />
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="149" />
        <location filename="../menus.py" line="113" />
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <location filename="../menus.py" line="150" />
        <location filename="../menus.py" line="114" />
        <source>Test pattern</source>
        <translation>测试图案</translation>
    </message>
    <message>
        <location filename="../menus.py" line="119" />
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <location filename="../menus.py" line="147" />
        <source>First camera</source>
        <translation>第一个摄像头</translation>
    </message>
    <message>
        <location filename="../menus.py" line="158" />
        <source>Stream</source>
        <translation>视频流</translation>
    </message>
    <message>
        <location filename="../menus.py" line="160" />
        <source>Camera {0}</source>
        <translation>摄像头 {0}</translation>
    </message>
</context><context>
    <name>Status</name>
    <message>
        <location filename="../statusline.py" line="46" />
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="48" />
        <source>{0} frames/s</source>
        <translation>{0} 帧/秒</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="50" />
        <source>{0} ms a frame</source>
        <translation>每帧 {0} 毫秒</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="51" />
        <source>{0} dropped</source>
        <translation>丢弃 {0}</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="57" />
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="59" />
        <source>Opening</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="60" />
        <source>Playing</source>
        <translation>播放中</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="61" />
        <source>Stalled</source>
        <translation>停滞</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="62" />
        <source>Frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="63" />
        <source>Reconnecting</source>
        <translation>正在重连</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="64" />
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="65" />
        <source>Lost</source>
        <translation>已丢失</translation>
    </message>
</context><context>
    <name>Tiles</name>
    <message>
        <location filename="../camera_tiles.py" line="74" />
        <source>No face</source>
        <translation>无人脸</translation>
    </message>
    <message>
        <location filename="../camera_tiles.py" line="79" />
        <source>{0} fps</source>
        <translation>{0} 帧/秒</translation>
    </message>
</context><context>
    <name>Timeline</name>
    <message>
        <location filename="../panels/timeline.py" line="281" />
        <location filename="../panels/timeline.py" line="256" />
        <location filename="../kiosk/operator.py" line="260" />
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="228" />
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="230" />
        <source>No verdict yet.</source>
        <translation>暂无判定。</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="258" />
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="259" />
        <source>Forget all</source>
        <translation>全部清除</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="260" />
        <source>Pictures are held in memory only.</source>
        <translation>图像仅保存在内存中。</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="97" />
        <source>Which verdicts are listed</source>
        <translation>列出哪些判定</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="136" />
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="137" />
        <source>Kind of attack</source>
        <translation>攻击类型</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="138" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="139" />
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="140" />
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="146" />
        <source>All verdicts</source>
        <translation>所有判定</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="147" />
        <source>All kinds</source>
        <translation>所有类型</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="148" />
        <source>All reasons</source>
        <translation>所有原因</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="149" />
        <source>All cameras</source>
        <translation>所有摄像头</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="150" />
        <source>Any time</source>
        <translation>任意时间</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="162" />
        <source>The last {0} minutes</source>
        <translation>最近 {0} 分钟</translation>
    </message>
</context><context>
    <name>TopBar</name>
    <message>
        <location filename="../topbar.py" line="135" />
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="136" />
        <source>Where the picture comes from</source>
        <translation>画面的来源</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="137" />
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="138" />
        <source>The models in use</source>
        <translation>正在使用的模型</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="139" />
        <source>Heatmap</source>
        <translation>热力图</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="140" />
        <source>Whose evidence is laid over the faces</source>
        <translation>人脸上显示哪个模型的证据</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="142" />
        <location filename="../topbar.py" line="141" />
        <source>Strength of the heatmap</source>
        <translation>热力图强度</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="144" />
        <location filename="../topbar.py" line="143" />
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context><context>
    <name>Video</name>
    <message>
        <location filename="../video_view.py" line="137" />
        <source>No heatmap: there is no face in the picture</source>
        <translation>无热图：画面中没有人脸</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="149" />
        <source>No heatmap: this model gives no evidence map</source>
        <translation>没有热力图：此模型不提供证据图</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="153" />
        <source>No heatmap: the face is yet to be scored</source>
        <translation>无热图：人脸尚未评分</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="154" />
        <source>No heatmap, for the face is not scored: {0}</source>
        <translation>无热图，因为人脸未评分：{0}</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="170" />
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="172" />
        <source>The picture with the faces found and their verdicts</source>
        <translation>画面及其中的人脸和判定</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="175" />
        <source>Played to the end · play again</source>
        <translation>已播放完毕 · 重新播放</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="191" />
        <source>Demo · no camera found · choose a camera</source>
        <translation>演示 · 未找到摄像头 · 选择摄像头</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="255" />
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="288" />
        <source>{0}: {1} logits here</source>
        <translation>{0}：此处 {1} logit</translation>
    </message>
    <message>
        <location filename="../language.py" line="233" />
        <source>No map of this face now</source>
        <translation>目前没有此脸的热图</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Source not trusted</source>
        <translation>来源不可信</translation>
    </message>
</context><context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="232" />
        <source>Something in the window failed: {0}</source>
        <translation>窗口出现故障：{0}</translation>
    </message>
    <message>
        <location filename="../window.py" line="374" />
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="18" />
        <source>Videos and pictures</source>
        <translation>视频和图片</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="19" />
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="21" />
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="29" />
        <source>Open a stream</source>
        <translation>打开视频流</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="30" />
        <source>Address (rtsp://… or http://…)</source>
        <translation>地址（rtsp://… 或 http://…）</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="42" />
        <source>Folder for pictures</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="54" />
        <source>facevouch cannot start.</source>
        <translation>facevouch 无法启动。</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="63" />
        <source>facevouch {0}

Vouches, face by face, that a live person is in front of the camera. Works without a network; saves nothing unless asked.

Apache-2.0</source>
        <translation>facevouch {0}

逐张人脸担保摄像头前是真人。无需网络；未经要求不保存任何内容。

Apache-2.0</translation>
    </message>
</context><context>
    <name>Words</name>
    <message>
        <location filename="../language.py" line="85" />
        <source>No font on this machine has Chinese characters, so Chinese cannot be shown. On Debian: apt-get install fonts-noto-cjk</source>
        <translation>本机没有中文字体，无法显示中文。Debian 上请运行：apt-get install fonts-noto-cjk</translation>
    </message>
    <message>
        <location filename="../language.py" line="94" />
        <source>Chinese (no font here)</source>
        <translation>中文（无字体）</translation>
    </message>
    <message>
        <location filename="../language.py" line="123" />
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <location filename="../language.py" line="124" />
        <source>Poor view</source>
        <translation>画面不佳</translation>
    </message>
    <message>
        <location filename="../language.py" line="125" />
        <source>Checking</source>
        <translation>检查中</translation>
    </message>
    <message>
        <location filename="../language.py" line="126" />
        <source>Live</source>
        <translation>真人</translation>
    </message>
    <message>
        <location filename="../language.py" line="127" />
        <source>Attack</source>
        <translation>攻击</translation>
    </message>
    <message>
        <location filename="../language.py" line="128" />
        <source>Unavailable</source>
        <translation>不可用</translation>
    </message>
    <message>
        <location filename="../language.py" line="134" />
        <source>presentation</source>
        <translation>呈现攻击</translation>
    </message>
    <message>
        <location filename="../language.py" line="135" />
        <source>deepfake</source>
        <translation>深度伪造</translation>
    </message>
    <message>
        <location filename="../language.py" line="141" />
        <source>too far away</source>
        <translation>太远</translation>
    </message>
    <message>
        <location filename="../language.py" line="142" />
        <source>too close</source>
        <translation>太近</translation>
    </message>
    <message>
        <location filename="../language.py" line="143" />
        <source>blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <location filename="../language.py" line="144" />
        <source>too dark</source>
        <translation>太暗</translation>
    </message>
    <message>
        <location filename="../language.py" line="145" />
        <source>too bright</source>
        <translation>太亮</translation>
    </message>
    <message>
        <location filename="../language.py" line="146" />
        <source>turned away</source>
        <translation>未正对</translation>
    </message>
    <message>
        <location filename="../language.py" line="147" />
        <source>partly outside the picture</source>
        <translation>部分在画面外</translation>
    </message>
    <message>
        <location filename="../language.py" line="148" />
        <source>uncertain detection</source>
        <translation>检测不确定</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="85" />
        <location filename="../language.py" line="149" />
        <source>no usable model</source>
        <translation>没有可用模型</translation>
    </message>
    <message>
        <location filename="../language.py" line="150" />
        <source>the model failed</source>
        <translation>模型出错</translation>
    </message>
    <message>
        <location filename="../language.py" line="151" />
        <source>evidence expired</source>
        <translation>证据已过期</translation>
    </message>
    <message>
        <location filename="../language.py" line="152" />
        <source>the camera is not trusted</source>
        <translation>摄像头不可信</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="87" />
        <location filename="../language.py" line="153" />
        <source>the camera is not calibrated</source>
        <translation>摄像头未校准</translation>
    </message>
    <message>
        <location filename="../language.py" line="154" />
        <source>by the anti-spoofing model</source>
        <translation>由防伪模型判定</translation>
    </message>
    <message>
        <location filename="../language.py" line="155" />
        <source>by the deepfake model</source>
        <translation>由深度伪造模型判定</translation>
    </message>
    <message>
        <location filename="../language.py" line="156" />
        <source>swapped face</source>
        <translation>面部被替换</translation>
    </message>
    <message>
        <location filename="../language.py" line="157" />
        <source>generated face</source>
        <translation>面部由算法生成</translation>
    </message>
    <message>
        <location filename="../language.py" line="171" />
        <source>Come closer: {0} of {1} px</source>
        <translation>请靠近：{0} / {1} 像素</translation>
    </message>
    <message>
        <location filename="../language.py" line="187" />
        <source>not counted</source>
        <translation>不计入</translation>
    </message>
    <message>
        <location filename="../language.py" line="189" />
        <source>undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="190" />
        <source>live</source>
        <translation>真人</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="191" />
        <source>attack</source>
        <translation>攻击</translation>
    </message>
    <message>
        <location filename="../language.py" line="198" />
        <source>{0} of {1} logits, {2} frames</source>
        <translation>{1} logit 中的 {0}，{2} 帧</translation>
    </message>
    <message>
        <location filename="../language.py" line="251" />
        <location filename="../language.py" line="238" />
        <source>Anti-spoofing</source>
        <translation>防伪</translation>
    </message>
    <message>
        <location filename="../language.py" line="252" />
        <location filename="../language.py" line="239" />
        <source>Deepfake</source>
        <translation>深度伪造</translation>
    </message>
    <message>
        <location filename="../language.py" line="240" />
        <source>Face detector</source>
        <translation>人脸检测器</translation>
    </message>
    <message>
        <location filename="../language.py" line="246" />
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <location filename="../language.py" line="247" />
        <source>Detect</source>
        <translation>检测</translation>
    </message>
    <message>
        <location filename="../language.py" line="248" />
        <source>Track</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <location filename="../language.py" line="249" />
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <location filename="../language.py" line="250" />
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <location filename="../language.py" line="253" />
        <source>Decide</source>
        <translation>决策</translation>
    </message>
    <message>
        <location filename="../language.py" line="254" />
        <source>Total</source>
        <translation>总计</translation>
    </message>
    <message>
        <location filename="../language.py" line="255" />
        <source>Window</source>
        <translation>窗口</translation>
    </message>
</context></TS>

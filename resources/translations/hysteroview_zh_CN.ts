<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>Actions</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Cancels a question or leaves full screen. Never ends an exam.</source>
      <translation>取消提问或退出全屏；绝不会结束检查。</translation>
    </message>
    <message>
      <source>Closes the program. Files being written are finished first.</source>
      <translation>关闭程序；正在写入的文件会先写完。</translation>
    </message>
    <message>
      <source>End exam</source>
      <translation>结束检查</translation>
    </message>
    <message>
      <source>Ends the exam and shows its summary. Asks for confirmation.</source>
      <translation>结束检查并显示小结，结束前会确认。</translation>
    </message>
    <message>
      <source>Enlarges the middle of the picture. The mouse wheel zooms at the pointer.</source>
      <translation>放大画面中央；鼠标滚轮以指针处为中心缩放。</translation>
    </message>
    <message>
      <source>Freeze</source>
      <translation>冻结</translation>
    </message>
    <message>
      <source>Freezes the picture, or returns to live. The live picture stays visible.</source>
      <translation>冻结画面或恢复实时；冻结时实时画面仍在一旁显示。</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>全屏</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>Hide AI</source>
      <translation>隐藏 AI</translation>
    </message>
    <message>
      <source>Hides all AI results. The analysis continues and is logged.</source>
      <translation>隐藏所有 AI 结果；分析继续进行并记录。</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>按键</translation>
    </message>
    <message>
      <source>Last seconds</source>
      <translation>保存前几秒</translation>
    </message>
    <message>
      <source>Layout</source>
      <translation>布局</translation>
    </message>
    <message>
      <source>Mark</source>
      <translation>标记</translation>
    </message>
    <message>
      <source>Marks this moment in the exam.</source>
      <translation>在检查记录中标记此刻。</translation>
    </message>
    <message>
      <source>Next class</source>
      <translation>下一类别</translation>
    </message>
    <message>
      <source>Own assessment {0}</source>
      <translation>医生判断 {0}</translation>
    </message>
    <message>
      <source>Pause AI</source>
      <translation>暂停 AI</translation>
    </message>
    <message>
      <source>Pauses or resumes the analysis, or restarts it after a failure.</source>
      <translation>暂停或继续分析；故障后重新启动分析。</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>退出</translation>
    </message>
    <message>
      <source>Record</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Records your own assessment while study mode hides the AI.</source>
      <translation>研究模式隐藏 AI 期间，记录您自己的判断。</translation>
    </message>
    <message>
      <source>Saves the last seconds as a clip.</source>
      <translation>把刚过去的几秒保存为片段。</translation>
    </message>
    <message>
      <source>Saves the picture together with the AI result.</source>
      <translation>保存画面及其 AI 结果。</translation>
    </message>
    <message>
      <source>Second screen</source>
      <translation>第二屏幕</translation>
    </message>
    <message>
      <source>Shows a larger part of the picture.</source>
      <translation>缩小，显示更大范围的画面。</translation>
    </message>
    <message>
      <source>Shows all keys and pedals and lets you change them.</source>
      <translation>查看和修改所有按键及脚踏开关。</translation>
    </message>
    <message>
      <source>Shows only the live picture on the second screen, or closes it.</source>
      <translation>在第二屏幕上只显示实时画面，或将其关闭。</translation>
    </message>
    <message>
      <source>Shows or hides the areas that led to the AI result.</source>
      <translation>显示或隐藏 AI 判断所依据的区域。</translation>
    </message>
    <message>
      <source>Shows the heatmap of the next class, and of the most likely one at the end.</source>
      <translation>显示下一类别的热图；最后一类之后回到最可能类别。</translation>
    </message>
    <message>
      <source>Shows the heatmap over the picture, beside it, or small in a corner.</source>
      <translation>热图叠加在画面上、并排显示，或缩小置于角落。</translation>
    </message>
    <message>
      <source>Shows the whole picture.</source>
      <translation>显示整幅画面。</translation>
    </message>
    <message>
      <source>Snapshot</source>
      <translation>采图</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>提示音</translation>
    </message>
    <message>
      <source>Starts or stops recording.</source>
      <translation>开始或停止录像。</translation>
    </message>
    <message>
      <source>Switches full screen on or off.</source>
      <translation>进入或退出全屏。</translation>
    </message>
    <message>
      <source>Switches the sound for findings that may be malignant; off by default.</source>
      <translation>开启或关闭可疑恶性病变的提示音；默认关闭。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Undoes the last snapshot, clip, mark, own assessment or removal.</source>
      <translation>撤销上一次采图、片段、标记、医生判断或移除操作。</translation>
    </message>
    <message>
      <source>Whole picture</source>
      <translation>整幅画面</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
  </context>
  <context>
    <name>AiVisibility</name>
    <message>
      <source>Own assessment undone</source>
      <translation>医生判断已撤销</translation>
    </message>
  </context>
  <context>
    <name>Bindings</name>
    <message>
      <source>The key “{0}” set for “{1}” does not exist.</source>
      <translation>为“{1}”设定的按键“{0}”不存在。</translation>
    </message>
    <message>
      <source>hold {0}</source>
      <translation>长按 {0}</translation>
    </message>
    <message>
      <source>{0} is set for both “{1}” and “{2}”; it works only for “{1}”.</source>
      <translation>{0} 同时设给了“{1}”和“{2}”，只对“{1}”有效。</translation>
    </message>
  </context>
  <context>
    <name>Card</name>
    <message>
      <source>Research use only. Not for diagnosis.</source>
      <translation>仅供研究使用，不用于诊断。</translation>
    </message>
    <message>
      <source>Research use only. Not for diagnosis. The model is phantom-trained: it knows nothing of real tissue.</source>
      <translation>仅供研究使用，不用于诊断。模型仅用模拟体训练，未学习过真实组织。</translation>
    </message>
    <message>
      <source>calibrated</source>
      <translation>已校准</translation>
    </message>
    <message>
      <source>phantom-trained, research use only</source>
      <translation>模拟体训练，仅供研究使用</translation>
    </message>
    <message>
      <source>research use only</source>
      <translation>仅供研究使用</translation>
    </message>
    <message>
      <source>uncalibrated</source>
      <translation>未校准</translation>
    </message>
  </context>
  <context>
    <name>ClassBars</name>
    <message>
      <source>Probabilities of all classes</source>
      <translation>各类别的概率</translation>
    </message>
  </context>
  <context>
    <name>CleanFeed</name>
    <message>
      <source>Live picture · HysteroView</source>
      <translation>实时画面 · HysteroView</translation>
    </message>
  </context>
  <context>
    <name>ControlBar</name>
    <message>
      <source>Analyze all</source>
      <translation>分析每一帧</translation>
    </message>
    <message>
      <source>Analyze {0:g}/s</source>
      <translation>每秒分析 {0:g} 帧</translation>
    </message>
    <message>
      <source>Frames to analyze</source>
      <translation>分析的帧</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>Heatmap opacity</source>
      <translation>热图不透明度</translation>
    </message>
    <message>
      <source>Heatmap opacity: {0} %</source>
      <translation>热图不透明度：{0} %</translation>
    </message>
    <message>
      <source>Heatmap: {0}</source>
      <translation>热图：{0}</translation>
    </message>
    <message>
      <source>Pause AI</source>
      <translation>暂停 AI</translation>
    </message>
    <message>
      <source>Restart AI</source>
      <translation>重启 AI</translation>
    </message>
    <message>
      <source>Resume AI</source>
      <translation>继续 AI</translation>
    </message>
    <message>
      <source>most likely class</source>
      <translation>最可能类别</translation>
    </message>
    <message>
      <source>{0} saved</source>
      <translation>已存 {0} 张</translation>
    </message>
  </context>
  <context>
    <name>DefectReporter</name>
    <message>
      <source>HysteroView has had an internal error.</source>
      <translation>HysteroView 发生内部错误。</translation>
    </message>
    <message>
      <source>Program error</source>
      <translation>程序错误</translation>
    </message>
    <message>
      <source>The live picture continues if possible. Restart HysteroView as soon as you can.</source>
      <translation>实时画面会尽可能继续。请尽快重新启动 HysteroView。</translation>
    </message>
  </context>
  <context>
    <name>ExamMarks</name>
    <message>
      <source>Mark {0} removed</source>
      <translation>标记 {0} 已移除</translation>
    </message>
  </context>
  <context>
    <name>ExamPage</name>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Choose the patient from the exams scheduled for today.</source>
      <translation>从今天预约的检查中选择患者。</translation>
    </message>
    <message>
      <source>Emergency: enter patient later</source>
      <translation>急诊：稍后补录患者</translation>
    </message>
    <message>
      <source>Enter a patient ID or name.</source>
      <translation>请输入患者编号或姓名。</translation>
    </message>
    <message>
      <source>In an emergency you can enter the patient later.</source>
      <translation>急诊可稍后补录患者信息。</translation>
    </message>
    <message>
      <source>New exam</source>
      <translation>新建检查</translation>
    </message>
    <message>
      <source>No picture yet</source>
      <translation>暂无画面</translation>
    </message>
    <message>
      <source>Opening…</source>
      <translation>正在打开…</translation>
    </message>
    <message>
      <source>Pixelate frames filmed outside the body (cannot be undone)</source>
      <translation>体外画面打马赛克（无法还原）</translation>
    </message>
    <message>
      <source>Shows the picture without an exam. Nothing is saved.</source>
      <translation>不建立检查，只看画面，不保存任何内容。</translation>
    </message>
    <message>
      <source>Start exam</source>
      <translation>开始检查</translation>
    </message>
    <message>
      <source>Starts at once. Patient details can be entered later.</source>
      <translation>立即开始，患者信息以后补录。</translation>
    </message>
    <message>
      <source>View without saving</source>
      <translation>仅观看，不保存</translation>
    </message>
    <message>
      <source>Worklist…</source>
      <translation>工作列表…</translation>
    </message>
  </context>
  <context>
    <name>FieldEditor</name>
    <message>
      <source>Choose: {0}</source>
      <translation>选择：{0}</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>选择…</translation>
    </message>
  </context>
  <context>
    <name>Filmstrip</name>
    <message>
      <source>Snapshot {0}, being saved</source>
      <translation>采图 {0}，正在保存</translation>
    </message>
    <message>
      <source>Snapshot {0}, removed</source>
      <translation>采图 {0}，已移除</translation>
    </message>
    <message>
      <source>Snapshot {0}, {1}</source>
      <translation>采图 {0}，{1}</translation>
    </message>
    <message>
      <source>Snapshots of this exam</source>
      <translation>本次检查的采图</translation>
    </message>
  </context>
  <context>
    <name>FindingsPanel</name>
    <message>
      <source>, incomplete</source>
      <translation>，不完整</translation>
    </message>
    <message>
      <source>AI hidden</source>
      <translation>AI 已隐藏</translation>
    </message>
    <message>
      <source>All classes</source>
      <translation>所有类别</translation>
    </message>
    <message>
      <source>Calibrated probability</source>
      <translation>校准后的概率</translation>
    </message>
    <message>
      <source>Emergency: enter patient</source>
      <translation>急诊：请补录患者</translation>
    </message>
    <message>
      <source>Enter or correct the patient details.</source>
      <translation>补录或更正患者信息。</translation>
    </message>
    <message>
      <source>LIVE</source>
      <translation>实时</translation>
    </message>
    <message>
      <source>No result</source>
      <translation>无结果</translation>
    </message>
    <message>
      <source>PHANTOM</source>
      <translation>模拟体</translation>
    </message>
    <message>
      <source>Patient</source>
      <translation>患者</translation>
    </message>
    <message>
      <source>Patient: {0}</source>
      <translation>患者：{0}</translation>
    </message>
    <message>
      <source>Premalignant or malignant: {0}</source>
      <translation>癌前病变或恶性：{0}</translation>
    </message>
    <message>
      <source>Result hidden</source>
      <translation>结果已隐藏</translation>
    </message>
    <message>
      <source>Two-class result</source>
      <translation>良恶性判断</translation>
    </message>
    <message>
      <source>Uncalibrated probability</source>
      <translation>未校准的概率</translation>
    </message>
    <message>
      <source>{0}, calibrated</source>
      <translation>{0}，已校准</translation>
    </message>
    <message>
      <source>{0}, uncalibrated</source>
      <translation>{0}，未校准</translation>
    </message>
  </context>
  <context>
    <name>FormDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>KeysOverview</name>
    <message>
      <source>Action</source>
      <translation>操作</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Click a cell to set another key or pedal.</source>
      <translation>点击单元格可更改按键或脚踏开关。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>In text fields this pedal types “{0}”. A key such as F13 works there too.</source>
      <translation>在输入框中，此脚踏开关会输入“{0}”。若设为 F13 之类的按键，在输入框中也有效。</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>按键</translation>
    </message>
    <message>
      <source>Key for “{0}”: {1}</source>
      <translation>“{0}”的按键：{1}</translation>
    </message>
    <message>
      <source>Keys and pedals</source>
      <translation>按键和脚踏开关</translation>
    </message>
    <message>
      <source>Pedal</source>
      <translation>脚踏开关</translation>
    </message>
    <message>
      <source>Pedal for “{0}”: {1}</source>
      <translation>“{0}”的脚踏开关：{1}</translation>
    </message>
    <message>
      <source>Press or hold the key for “{0}”. Esc cancels.</source>
      <translation>请按下或长按“{0}”的按键。Esc 取消。</translation>
    </message>
    <message>
      <source>Press or hold the pedal for “{0}”. Esc cancels.</source>
      <translation>请踩下或长踩“{0}”的脚踏开关。Esc 取消。</translation>
    </message>
    <message>
      <source>Remove key</source>
      <translation>清除按键</translation>
    </message>
    <message>
      <source>Restore defaults</source>
      <translation>恢复默认</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>作用</translation>
    </message>
    <message>
      <source>{0} is set for “{1}”. Press it again to use it for “{2}” instead. Esc cancels.</source>
      <translation>{0} 已用于“{1}”。再按一次则改用于“{2}”。Esc 取消。</translation>
    </message>
  </context>
  <context>
    <name>Label</name>
    <message>
      <source>Atypical hyperplasia</source>
      <translation>子宫内膜不典型增生</translation>
    </message>
    <message>
      <source>Endometrial cancer</source>
      <translation>子宫内膜癌</translation>
    </message>
    <message>
      <source>Endometrial hyperplasia without atypia</source>
      <translation>子宫内膜增生不伴不典型增生</translation>
    </message>
    <message>
      <source>Endometrial polyp</source>
      <translation>子宫内膜息肉</translation>
    </message>
    <message>
      <source>Submucous myoma</source>
      <translation>黏膜下肌瘤</translation>
    </message>
  </context>
  <context>
    <name>LastMinuteStrip</name>
    <message>
      <source>Last 60 s</source>
      <translation>最近 60 秒</translation>
    </message>
    <message>
      <source>Mark {0}</source>
      <translation>标记 {0}</translation>
    </message>
    <message>
      <source>Recorded</source>
      <translation>已录像</translation>
    </message>
    <message>
      <source>Snapshot {0}</source>
      <translation>采图 {0}</translation>
    </message>
    <message>
      <source>The last 60 seconds</source>
      <translation>最近 60 秒</translation>
    </message>
    <message>
      <source>no result</source>
      <translation>无结果</translation>
    </message>
    <message>
      <source>premalignant or malignant: {0}</source>
      <translation>癌前病变或恶性：{0}</translation>
    </message>
    <message>
      <source>{0} s ago</source>
      <translation>{0} 秒前</translation>
    </message>
  </context>
  <context>
    <name>LiveActions</name>
    <message>
      <source>Choose “Keys” to change keys and pedals.</source>
      <translation>请在“按键”中更改按键和脚踏开关。</translation>
    </message>
    <message>
      <source>Enter your own assessment first. Press again to see the AI without it.</source>
      <translation>请先作出自己的判断。再按一次可直接查看 AI。</translation>
    </message>
    <message>
      <source>Hide AI</source>
      <translation>隐藏 AI</translation>
    </message>
    <message>
      <source>Moment marked</source>
      <translation>已标记</translation>
    </message>
    <message>
      <source>Nothing to undo</source>
      <translation>没有可撤销的操作</translation>
    </message>
    <message>
      <source>Press {0} to change keys and pedals.</source>
      <translation>按 {0} 更改按键和脚踏开关。</translation>
    </message>
    <message>
      <source>Record</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Show AI</source>
      <translation>显示 AI</translation>
    </message>
    <message>
      <source>Sound off</source>
      <translation>提示音已关闭</translation>
    </message>
    <message>
      <source>Sound on</source>
      <translation>提示音已开启</translation>
    </message>
    <message>
      <source>Start an exam to save them.</source>
      <translation>开始检查后才会保存。</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stop viewing</source>
      <translation>停止观看</translation>
    </message>
    <message>
      <source>Study mode without an exam: your assessments are not saved.</source>
      <translation>研究模式下没有检查：您的判断不会保存。</translation>
    </message>
    <message>
      <source>There is no picture to mark yet.</source>
      <translation>还没有可标记的画面。</translation>
    </message>
    <message>
      <source>{0} · {1} to undo</source>
      <translation>{0} · 按 {1} 撤销</translation>
    </message>
    <message>
      <source>{0}? This cannot be undone. Press again to confirm.</source>
      <translation>{0}？此操作无法撤销。再按一次确认。</translation>
    </message>
  </context>
  <context>
    <name>LiveController</name>
    <message>
      <source>Snapshots are saved only during an exam.</source>
      <translation>只有在检查中才保存采图。</translation>
    </message>
    <message>
      <source>Stop viewing, then start an exam or an emergency.</source>
      <translation>请停止观看，然后开始检查或急诊。</translation>
    </message>
    <message>
      <source>The snapshot was not saved: too many are waiting for the disk.</source>
      <translation>采图未保存：等待写入磁盘的采图过多。</translation>
    </message>
    <message>
      <source>There is no picture to save yet.</source>
      <translation>还没有可保存的画面。</translation>
    </message>
    <message>
      <source>Wait a moment. If this persists, check the disk.</source>
      <translation>请稍候；如仍然如此，请检查磁盘。</translation>
    </message>
  </context>
  <context>
    <name>LivePage</name>
    <message>
      <source>PHANTOM · </source>
      <translation>模拟体 · </translation>
    </message>
  </context>
  <context>
    <name>LiveWindow</name>
    <message>
      <source>Clip of {0:.0f} s saved</source>
      <translation>已保存 {0:.0f} 秒的片段</translation>
    </message>
    <message>
      <source>Not all snapshots could be saved in time.</source>
      <translation>未能及时保存全部采图。</translation>
    </message>
    <message>
      <source>Snapshot {0} could not be saved on the first disk. It is in {1}.</source>
      <translation>采图 {0} 无法保存到第一块磁盘，已保存在 {1}。</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>关闭提示</translation>
    </message>
  </context>
  <context>
    <name>OpenExam</name>
    <message>
      <source>The disk does not respond. The exam will be completed at the next start.</source>
      <translation>磁盘没有响应。检查将在下次启动时补全。</translation>
    </message>
    <message>
      <source>The last seconds were not saved: the previous ones are still being saved.</source>
      <translation>前几秒未保存：上一段仍在保存。</translation>
    </message>
    <message>
      <source>Try again in a moment.</source>
      <translation>请稍后重试。</translation>
    </message>
  </context>
  <context>
    <name>OperatingPointChoice</name>
    <message>
      <source>Balanced</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Operating point of the two-class result</source>
      <translation>良恶性判断的判定阈值</translation>
    </message>
    <message>
      <source>Sensitive</source>
      <translation>高敏感</translation>
    </message>
    <message>
      <source>Specific</source>
      <translation>高特异</translation>
    </message>
    <message>
      <source>This model has no operating points.</source>
      <translation>此模型没有判定阈值。</translation>
    </message>
    <message>
      <source>{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%} ({5:.1%} to {6:.1%}), measured on {7} patients</source>
      <translation>{0}：敏感度 {1:.1%}（{2:.1%} 至 {3:.1%}），特异度 {4:.1%}（{5:.1%} 至 {6:.1%}），基于 {7} 例患者</translation>
    </message>
    <message>
      <source>{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%} ({5:.1%} to {6:.1%}), measured on {7} phantoms</source>
      <translation>{0}：敏感度 {1:.1%}（{2:.1%} 至 {3:.1%}），特异度 {4:.1%}（{5:.1%} 至 {6:.1%}），基于 {7} 个模拟体</translation>
    </message>
  </context>
  <context>
    <name>PassphraseDialog</name>
    <message>
      <source>Passphrase</source>
      <translation>口令</translation>
    </message>
    <message>
      <source>Passphrase of the exams</source>
      <translation>检查的口令</translation>
    </message>
    <message>
      <source>The exams are encrypted. Enter the passphrase.</source>
      <translation>检查已加密，请输入口令。</translation>
    </message>
    <message>
      <source>Unlock</source>
      <translation>解锁</translation>
    </message>
  </context>
  <context>
    <name>PatientDialog</name>
    <message>
      <source>Patient</source>
      <translation>患者</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>The exam's log records which fields were changed, but not their content.</source>
      <translation>检查日志只记录哪些字段被更改，不记录内容。</translation>
    </message>
  </context>
  <context>
    <name>PatientForm</name>
    <message>
      <source>A name cannot contain ^, = or \.</source>
      <translation>姓名中不能包含 ^、= 或 \。</translation>
    </message>
    <message>
      <source>Accession number</source>
      <translation>检查号</translation>
    </message>
    <message>
      <source>Birth date</source>
      <translation>出生日期</translation>
    </message>
    <message>
      <source>Enter the birth date as year-month-day, for example 1980-02-29.</source>
      <translation>请按“年-月-日”填写出生日期，例如 1980-02-29。</translation>
    </message>
    <message>
      <source>Family name</source>
      <translation>姓</translation>
    </message>
    <message>
      <source>Given name</source>
      <translation>名</translation>
    </message>
    <message>
      <source>Indication</source>
      <translation>检查指征</translation>
    </message>
    <message>
      <source>Operator</source>
      <translation>检查医生</translation>
    </message>
    <message>
      <source>Patient ID</source>
      <translation>患者编号</translation>
    </message>
    <message>
      <source>This birth date is not possible.</source>
      <translation>出生日期有误。</translation>
    </message>
    <message>
      <source>YYYY-MM-DD</source>
      <translation>例 1980-02-29</translation>
    </message>
  </context>
  <context>
    <name>PictureActions</name>
    <message>
      <source>Freeze</source>
      <translation>冻结</translation>
    </message>
    <message>
      <source>Go live</source>
      <translation>恢复实时</translation>
    </message>
    <message>
      <source>No second screen is connected</source>
      <translation>未连接第二屏幕</translation>
    </message>
    <message>
      <source>There is no live picture to freeze</source>
      <translation>没有可冻结的实时画面</translation>
    </message>
  </context>
  <context>
    <name>PrivacyQuestion</name>
    <message>
      <source>Pixelate frames filmed outside the body in the recordings of this exam?</source>
      <translation>是否对本次检查录像中的体外画面打马赛克？</translation>
    </message>
    <message>
      <source>This cannot be undone. Snapshots are not changed.</source>
      <translation>马赛克无法还原。采图不受影响。</translation>
    </message>
  </context>
  <context>
    <name>Program</name>
    <message>
      <source>Saved as “{0}”</source>
      <translation>已保存为“{0}”</translation>
    </message>
    <message>
      <source>This name cannot be used: {0}.</source>
      <translation>此名称不能使用：{0}。</translation>
    </message>
  </context>
  <context>
    <name>Reason</name>
    <message>
      <source>No picture is received. Check the camera and its cable.</source>
      <translation>没有画面。请检查摄像机和连接线。</translation>
    </message>
    <message>
      <source>The analysis is paused.</source>
      <translation>分析已暂停。</translation>
    </message>
    <message>
      <source>The last result is older than the picture.</source>
      <translation>最近的结果早于画面。</translation>
    </message>
    <message>
      <source>The recording has ended.</source>
      <translation>录像已结束。</translation>
    </message>
    <message>
      <source>a test card, not a camera picture</source>
      <translation>测试卡，不是摄像画面</translation>
    </message>
    <message>
      <source>blood hides the view</source>
      <translation>血液遮挡视野</translation>
    </message>
    <message>
      <source>blurred</source>
      <translation>模糊</translation>
    </message>
    <message>
      <source>bubbles hide the view</source>
      <translation>气泡遮挡视野</translation>
    </message>
    <message>
      <source>no endoscopic picture in the frame</source>
      <translation>画面中没有内镜图像</translation>
    </message>
    <message>
      <source>outside the body</source>
      <translation>体外</translation>
    </message>
    <message>
      <source>over-exposed</source>
      <translation>过度曝光</translation>
    </message>
    <message>
      <source>the lens touches tissue</source>
      <translation>镜头接触组织</translation>
    </message>
    <message>
      <source>the picture is frozen</source>
      <translation>画面静止</translation>
    </message>
    <message>
      <source>too dark</source>
      <translation>太暗</translation>
    </message>
  </context>
  <context>
    <name>RecordBar</name>
    <message>
      <source>Exam {0}</source>
      <translation>检查 {0}</translation>
    </message>
    <message>
      <source>Not recording</source>
      <translation>未录像</translation>
    </message>
    <message>
      <source>RECORDING</source>
      <translation>正在录像</translation>
    </message>
    <message>
      <source>disk: {0:.0f} min left</source>
      <translation>磁盘：剩余 {0:.0f} 分钟</translation>
    </message>
    <message>
      <source>frames lost: {0}</source>
      <translation>丢失 {0} 帧</translation>
    </message>
    <message>
      <source>last {0:.0f} s can be saved</source>
      <translation>可保存最近 {0:.0f} 秒</translation>
    </message>
    <message>
      <source>{0:.0f} MB</source>
      <translation>{0:.0f} MB</translation>
    </message>
  </context>
  <context>
    <name>RecordingWarnings</name>
    <message>
      <source>Disk space is low: room for about {0:.0f} more minutes of recording. Free some space.</source>
      <translation>磁盘空间不足：约可再录 {0:.0f} 分钟。请清理磁盘。</translation>
    </message>
    <message>
      <source>Frames lost from the recording: {0}. The disk or the processor is too slow.</source>
      <translation>录像丢失 {0} 帧：磁盘或处理器太慢。</translation>
    </message>
    <message>
      <source>The disk is full and recording has stopped. The exam continues.</source>
      <translation>磁盘已满，录像已停止。检查继续进行。</translation>
    </message>
  </context>
  <context>
    <name>SavedSourcesMenu</name>
    <message>
      <source>Export sources</source>
      <translation>导出信号源</translation>
    </message>
    <message>
      <source>Export to a file…</source>
      <translation>导出到文件…</translation>
    </message>
    <message>
      <source>Exported to {0}, without passwords</source>
      <translation>已导出到 {0}（不含密码）</translation>
    </message>
    <message>
      <source>Import from a file…</source>
      <translation>从文件导入…</translation>
    </message>
    <message>
      <source>Import sources</source>
      <translation>导入信号源</translation>
    </message>
    <message>
      <source>Remove “{0}”</source>
      <translation>删除“{0}”</translation>
    </message>
    <message>
      <source>Saved sources</source>
      <translation>已保存的信号源</translation>
    </message>
    <message>
      <source>Sources imported: {0}</source>
      <translation>已导入 {0} 个信号源</translation>
    </message>
    <message>
      <source>{0} cannot be read.</source>
      <translation>无法读取 {0}。</translation>
    </message>
    <message>
      <source>“{0}” removed</source>
      <translation>“{0}”已删除</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>%</source>
      <translation>%</translation>
    </message>
    <message>
      <source>0, or {0} to {1}</source>
      <translation>0，或 {0} 至 {1}</translation>
    </message>
    <message>
      <source>1 to {0} unaccented characters</source>
      <translation>1 至 {0} 个英文字母、数字或符号</translation>
    </message>
    <message>
      <source>AE title of the server</source>
      <translation>服务器的 AE 标题</translation>
    </message>
    <message>
      <source>AE title of this computer</source>
      <translation>本机的 AE 标题</translation>
    </message>
    <message>
      <source>AI as subtitles</source>
      <translation>AI 字幕</translation>
    </message>
    <message>
      <source>AI delay</source>
      <translation>AI 延迟</translation>
    </message>
    <message>
      <source>Always</source>
      <translation>总是</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>外观</translation>
    </message>
    <message>
      <source>Ask before each exam</source>
      <translation>每次检查前询问</translation>
    </message>
    <message>
      <source>Averages the heatmap over this time. 0 shows each frame on its own.</source>
      <translation>在此时长内对热图取平均；0 表示逐帧显示。</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>Changes the colors of the heatmap. All of them suit color-blind users.</source>
      <translation>更改热图颜色；各种颜色均适合色觉异常者。</translation>
    </message>
    <message>
      <source>Cividis</source>
      <translation>Cividis</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>English</source>
      <translation>English</translation>
    </message>
    <message>
      <source>Every frame</source>
      <translation>每一帧</translation>
    </message>
    <message>
      <source>Exam folder</source>
      <translation>检查文件夹</translation>
    </message>
    <message>
      <source>Frames analyzed</source>
      <translation>分析的帧数</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>Heatmap colors</source>
      <translation>热图颜色</translation>
    </message>
    <message>
      <source>Heatmap opacity</source>
      <translation>热图不透明度</translation>
    </message>
    <message>
      <source>Heatmap smoothing</source>
      <translation>热图平滑</translation>
    </message>
    <message>
      <source>Hides the AI until the operator has entered an assessment of their own.</source>
      <translation>在检查医生作出自己的判断之前隐藏 AI。</translation>
    </message>
    <message>
      <source>Inferno</source>
      <translation>Inferno</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Last seconds</source>
      <translation>保存前几秒</translation>
    </message>
    <message>
      <source>Layout</source>
      <translation>布局</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Like the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Limits how many frames per second the AI analyzes. Fewer reduce the load.</source>
      <translation>限制 AI 每秒分析的帧数；帧数越少，电脑负担越小。</translation>
    </message>
    <message>
      <source>Lists the exams scheduled for today. Leave empty if there is no worklist.</source>
      <translation>列出今天预约的检查；没有工作列表时留空。</translation>
    </message>
    <message>
      <source>Live window</source>
      <translation>实时窗口</translation>
    </message>
    <message>
      <source>MB</source>
      <translation>MB</translation>
    </message>
    <message>
      <source>Makes faces and rooms unrecognizable before a frame is saved.</source>
      <translation>保存画面之前，使人脸和房间无法辨认。</translation>
    </message>
    <message>
      <source>Makes the heatmap over the picture stronger or fainter.</source>
      <translation>调节画面上热图的深浅。</translation>
    </message>
    <message>
      <source>Makes the window dark or light. The area around the picture stays black.</source>
      <translation>窗口使用深色或浅色；画面周围始终为黑色。</translation>
    </message>
    <message>
      <source>Modality</source>
      <translation>设备类型</translation>
    </message>
    <message>
      <source>Moves the threshold of the two-class result: higher sensitivity, or fewer false alarms.</source>
      <translation>调整良恶性判断的阈值：提高敏感度，或减少误报。</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>从不</translation>
    </message>
    <message>
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>On</source>
      <translation>开</translation>
    </message>
    <message>
      <source>On demand</source>
      <translation>仅在要求时</translation>
    </message>
    <message>
      <source>Operating point</source>
      <translation>判定阈值</translation>
    </message>
    <message>
      <source>Over the picture</source>
      <translation>叠加在画面上</translation>
    </message>
    <message>
      <source>Pixelate outside the body</source>
      <translation>体外画面打马赛克</translation>
    </message>
    <message>
      <source>Plays a sound when a finding that may be malignant appears.</source>
      <translation>出现可疑恶性病变时发出提示音。</translation>
    </message>
    <message>
      <source>Record network streams unchanged</source>
      <translation>原样录制网络流</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Saves snapshots here when the first disk is full. Choose another disk.</source>
      <translation>第一块磁盘已满时采图保存在此；请选择另一块磁盘。</translation>
    </message>
    <message>
      <source>Saves the stream as it arrives, without loss of quality, where possible.</source>
      <translation>尽可能按原始数据保存网络流，不损失画质。</translation>
    </message>
    <message>
      <source>Second snapshot folder</source>
      <translation>备用采图文件夹</translation>
    </message>
    <message>
      <source>Sensitive: fewer missed findings</source>
      <translation>高敏感：漏诊更少</translation>
    </message>
    <message>
      <source>Sets how long after your own assessment the AI is shown.</source>
      <translation>您作出判断后多久显示 AI。</translation>
    </message>
    <message>
      <source>Sets how many of the last seconds one press saves. 0 turns this off.</source>
      <translation>按一次保存之前多少秒的画面；0 表示关闭。</translation>
    </message>
    <message>
      <source>Sets the language of all texts.</source>
      <translation>所有文字的语言。</translation>
    </message>
    <message>
      <source>Sets the name of the server in DICOM.</source>
      <translation>服务器在 DICOM 中的名称。</translation>
    </message>
    <message>
      <source>Sets the name of this computer in DICOM. The server has to know it.</source>
      <translation>本机在 DICOM 中的名称，须已在服务器登记。</translation>
    </message>
    <message>
      <source>Sets the port on which the server answers.</source>
      <translation>服务器使用的端口。</translation>
    </message>
    <message>
      <source>Sets where exams are saved. Exams in the previous folder stay there.</source>
      <translation>检查的保存位置；原文件夹中的检查不会移动。</translation>
    </message>
    <message>
      <source>Sets where snapshots taken without an exam are saved.</source>
      <translation>未建立检查时采图的保存位置。</translation>
    </message>
    <message>
      <source>Shows only exams of this modality, for example ES. Leave empty to show all.</source>
      <translation>只显示此类设备的检查，例如 ES；留空则显示全部。</translation>
    </message>
    <message>
      <source>Shows the heatmap from the start.</source>
      <translation>开始时即显示热图。</translation>
    </message>
    <message>
      <source>Shows the heatmap over the picture, beside it, or small in a corner.</source>
      <translation>热图叠加在画面上、并排显示，或缩小置于角落。</translation>
    </message>
    <message>
      <source>Side by side</source>
      <translation>并排</translation>
    </message>
    <message>
      <source>Small in a corner</source>
      <translation>角落小窗</translation>
    </message>
    <message>
      <source>Snapshot folder</source>
      <translation>采图文件夹</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>提示音</translation>
    </message>
    <message>
      <source>Specific: fewer false alarms</source>
      <translation>高特异：误报更少</translation>
    </message>
    <message>
      <source>Split recordings by size</source>
      <translation>按大小分割录像</translation>
    </message>
    <message>
      <source>Split recordings by time</source>
      <translation>按时长分割录像</translation>
    </message>
    <message>
      <source>Starts a new file after this time, so that damage costs only a part.</source>
      <translation>达到此时长后另存新文件，文件损坏时只损失一部分。</translation>
    </message>
    <message>
      <source>Starts a new file at this size. Some disks allow at most 4000 MB per file.</source>
      <translation>达到此大小后另存新文件；有些磁盘的单个文件上限为 4000 MB。</translation>
    </message>
    <message>
      <source>Storage</source>
      <translation>存储</translation>
    </message>
    <message>
      <source>Study mode</source>
      <translation>研究模式</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>主题</translation>
    </message>
    <message>
      <source>Viridis</source>
      <translation>Viridis</translation>
    </message>
    <message>
      <source>Worklist</source>
      <translation>工作列表</translation>
    </message>
    <message>
      <source>Worklist port</source>
      <translation>工作列表端口</translation>
    </message>
    <message>
      <source>Worklist server</source>
      <translation>工作列表服务器</translation>
    </message>
    <message>
      <source>Writes the AI results into each clip as subtitles for any video player.</source>
      <translation>把 AI 结果作为字幕写入片段，任何播放器都能显示。</translation>
    </message>
    <message>
      <source>minutes</source>
      <translation>分钟</translation>
    </message>
    <message>
      <source>per second</source>
      <translation>帧/秒</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>秒</translation>
    </message>
    <message>
      <source>the full path of a folder</source>
      <translation>文件夹的完整路径</translation>
    </message>
    <message>
      <source>up to {0} characters</source>
      <translation>最多 {0} 个字符</translation>
    </message>
    <message>
      <source>{0} to {1}</source>
      <translation>{0} 至 {1}</translation>
    </message>
    <message>
      <source>简体中文</source>
      <translation>简体中文</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Keys and pedals</source>
      <translation>按键和脚踏开关</translation>
    </message>
    <message>
      <source>No setting matches “{0}”. Keys and pedals have their own page.</source>
      <translation>没有与“{0}”匹配的设置。按键和脚踏开关在单独的页面。</translation>
    </message>
    <message>
      <source>Not saved: {0}</source>
      <translation>未保存：{0}</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>打开文件夹</translation>
    </message>
    <message>
      <source>Saved in {0}</source>
      <translation>保存在 {0}</translation>
    </message>
    <message>
      <source>Search settings</source>
      <translation>搜索设置</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
  </context>
  <context>
    <name>SettingsRow</name>
    <message>
      <source>Default: {0}</source>
      <translation>默认：{0}</translation>
    </message>
    <message>
      <source>Not accepted. Allowed: {0}.</source>
      <translation>无效。允许：{0}。</translation>
    </message>
    <message>
      <source>Restore default</source>
      <translation>恢复默认</translation>
    </message>
    <message>
      <source>Restore default: {0}</source>
      <translation>恢复默认：{0}</translation>
    </message>
    <message>
      <source>Takes effect at the next exam.</source>
      <translation>下次检查起生效。</translation>
    </message>
  </context>
  <context>
    <name>SnapshotBrowser</name>
    <message>
      <source>Clip removed</source>
      <translation>片段已移除</translation>
    </message>
    <message>
      <source>Snapshot {0} removed. Open it to restore it.</source>
      <translation>采图 {0} 已移除。打开该图可恢复。</translation>
    </message>
    <message>
      <source>Snapshot {0} removed. Undo restores it.</source>
      <translation>采图 {0} 已移除。撤销即可恢复。</translation>
    </message>
    <message>
      <source>Snapshot {0} restored</source>
      <translation>采图 {0} 已恢复</translation>
    </message>
  </context>
  <context>
    <name>SnapshotViewer</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Newer snapshot</source>
      <translation>下一张（较新）</translation>
    </message>
    <message>
      <source>Older snapshot</source>
      <translation>上一张（较早）</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Remove from the exam</source>
      <translation>从检查中移除</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>恢复</translation>
    </message>
    <message>
      <source>Restore to the exam</source>
      <translation>恢复到检查中</translation>
    </message>
    <message>
      <source>Snapshot {0}</source>
      <translation>采图 {0}</translation>
    </message>
    <message>
      <source>{0} · {1}</source>
      <translation>{0} · {1}</translation>
    </message>
  </context>
  <context>
    <name>SourceCard</name>
    <message>
      <source>Format of {0}</source>
      <translation>{0} 的格式</translation>
    </message>
    <message>
      <source>No picture at the moment</source>
      <translation>当前没有画面</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use again</source>
      <translation>再次使用</translation>
    </message>
    <message>
      <source>Use {0}</source>
      <translation>使用 {0}</translation>
    </message>
  </context>
  <context>
    <name>SourceChoice</name>
    <message>
      <source>Camera</source>
      <translation>摄像机</translation>
    </message>
    <message>
      <source>Camera or capture card</source>
      <translation>摄像机或采集卡</translation>
    </message>
    <message>
      <source>Network stream</source>
      <translation>网络流</translation>
    </message>
    <message>
      <source>Phantom</source>
      <translation>模拟体</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像文件</translation>
    </message>
    <message>
      <source>Synthetic uterine cavity for trying it out</source>
      <translation>合成的宫腔画面，供试用</translation>
    </message>
  </context>
  <context>
    <name>SourceDetails</name>
    <message>
      <source>As declared by the stream</source>
      <translation>按网络流声明</translation>
    </message>
    <message>
      <source>As saved, or automatic</source>
      <translation>按已保存的设置，或自动识别</translation>
    </message>
    <message>
      <source>BT.601, full range</source>
      <translation>BT.601，全范围</translation>
    </message>
    <message>
      <source>BT.601, standard definition</source>
      <translation>BT.601（标清）</translation>
    </message>
    <message>
      <source>BT.709, full range</source>
      <translation>BT.709，全范围</translation>
    </message>
    <message>
      <source>BT.709, high definition</source>
      <translation>BT.709（高清）</translation>
    </message>
    <message>
      <source>Colors of the stream</source>
      <translation>网络流的颜色</translation>
    </message>
    <message>
      <source>Field of view</source>
      <translation>视野</translation>
    </message>
    <message>
      <source>Name for this source</source>
      <translation>信号源名称</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Saves the source under this name on the start page.</source>
      <translation>以此名称把信号源保存到首页。</translation>
    </message>
    <message>
      <source>The whole picture</source>
      <translation>整幅画面</translation>
    </message>
  </context>
  <context>
    <name>StartPage</name>
    <message>
      <source>Choose a video source</source>
      <translation>请选择信号源</translation>
    </message>
    <message>
      <source>Enter the address of a stream first.</source>
      <translation>请先输入网络流地址。</translation>
    </message>
    <message>
      <source>Exam {0}</source>
      <translation>检查 {0}</translation>
    </message>
    <message>
      <source>Exams without a patient</source>
      <translation>待补录患者的检查</translation>
    </message>
    <message>
      <source>Looking for connected sources…</source>
      <translation>正在查找已连接的信号源…</translation>
    </message>
    <message>
      <source>Looks for connected sources again.</source>
      <translation>重新查找已连接的信号源。</translation>
    </message>
    <message>
      <source>Network address</source>
      <translation>网络地址</translation>
    </message>
    <message>
      <source>Network address, for example rtsp://10.0.0.5/live</source>
      <translation>网络地址，例如 rtsp://10.0.0.5/live</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Open a recording</source>
      <translation>打开录像文件</translation>
    </message>
    <message>
      <source>Open the network address</source>
      <translation>打开网络地址</translation>
    </message>
    <message>
      <source>Plays a video or picture file as if it were live.</source>
      <translation>像实时画面一样播放视频或图片文件。</translation>
    </message>
    <message>
      <source>Recording…</source>
      <translation>录像文件…</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>The file no longer exists.</source>
      <translation>文件已不存在。</translation>
    </message>
    <message>
      <source>and {0} more</source>
      <translation>另有 {0} 个</translation>
    </message>
    <message>
      <source>{0:%Y-%m-%d %H:%M} · enter patient</source>
      <translation>{0:%Y-%m-%d %H:%M} · 补录患者</translation>
    </message>
  </context>
  <context>
    <name>State</name>
    <message>
      <source>AI has failed</source>
      <translation>AI 故障</translation>
    </message>
    <message>
      <source>AI is active</source>
      <translation>AI 工作中</translation>
    </message>
    <message>
      <source>AI is off</source>
      <translation>AI 已关闭</translation>
    </message>
    <message>
      <source>AI is paused</source>
      <translation>AI 已暂停</translation>
    </message>
    <message>
      <source>AI is restarting</source>
      <translation>AI 正在重启</translation>
    </message>
    <message>
      <source>AI is starting</source>
      <translation>AI 正在启动</translation>
    </message>
    <message>
      <source>Benign class</source>
      <translation>良性类别</translation>
    </message>
    <message>
      <source>Instrument in view</source>
      <translation>视野内有器械</translation>
    </message>
    <message>
      <source>Malignancy not excluded</source>
      <translation>不能除外恶性</translation>
    </message>
    <message>
      <source>No clear class</source>
      <translation>类别不明确</translation>
    </message>
    <message>
      <source>No current result</source>
      <translation>无当前结果</translation>
    </message>
    <message>
      <source>No result yet</source>
      <translation>尚无结果</translation>
    </message>
    <message>
      <source>No result: AI has failed</source>
      <translation>无结果：AI 故障</translation>
    </message>
    <message>
      <source>No result: AI is restarting</source>
      <translation>无结果：AI 正在重启</translation>
    </message>
    <message>
      <source>Not assessable</source>
      <translation>无法评估</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Not assessed: AI is off</source>
      <translation>未评估：AI 已关闭</translation>
    </message>
    <message>
      <source>Not assessed: AI is paused</source>
      <translation>未评估：AI 已暂停</translation>
    </message>
    <message>
      <source>Not assessed: instrument in view</source>
      <translation>未评估：视野内有器械</translation>
    </message>
    <message>
      <source>Outside what the model knows</source>
      <translation>超出模型识别范围</translation>
    </message>
    <message>
      <source>Outside what the model knows: no result</source>
      <translation>超出模型识别范围：无结果</translation>
    </message>
    <message>
      <source>Premalignant or malignant</source>
      <translation>癌前病变或恶性</translation>
    </message>
    <message>
      <source>Result is too old</source>
      <translation>结果已过时</translation>
    </message>
    <message>
      <source>The AI waits until the view is clear.</source>
      <translation>AI 等待视野清晰。</translation>
    </message>
    <message>
      <source>The model does not recognize this picture.</source>
      <translation>模型不能识别当前画面。</translation>
    </message>
    <message>
      <source>The model is being loaded.</source>
      <translation>正在加载模型。</translation>
    </message>
    <message>
      <source>The picture is live.</source>
      <translation>画面为实时。</translation>
    </message>
    <message>
      <source>Undecided at this operating point</source>
      <translation>在当前判定阈值下无法判定</translation>
    </message>
    <message>
      <source>Waiting for a result</source>
      <translation>等待结果</translation>
    </message>
  </context>
  <context>
    <name>StatusLight</name>
    <message>
      <source>AI hidden</source>
      <translation>AI 已隐藏</translation>
    </message>
    <message>
      <source>Choose “Resume AI” to resume.</source>
      <translation>请点击“继续 AI”。</translation>
    </message>
    <message>
      <source>Press {0} to resume.</source>
      <translation>按 {0} 继续。</translation>
    </message>
    <message>
      <source>The analysis continues and is recorded. No results are shown.</source>
      <translation>分析继续进行并记录，但不显示结果。</translation>
    </message>
  </context>
  <context>
    <name>StatusStrip</name>
    <message>
      <source>All {0} analyzed frames were assessed.</source>
      <translation>已分析的 {0} 帧全部得到评估。</translation>
    </message>
    <message>
      <source>Analyzed</source>
      <translation>已分析</translation>
    </message>
    <message>
      <source>Captured</source>
      <translation>已采集</translation>
    </message>
    <message>
      <source>Dropped before analysis</source>
      <translation>分析前丢弃</translation>
    </message>
    <message>
      <source>Heatmap age</source>
      <translation>热图时效</translation>
    </message>
    <message>
      <source>Latency</source>
      <translation>延迟</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Not assessed, of {0} analyzed frames:</source>
      <translation>已分析的 {0} 帧中未评估：</translation>
    </message>
    <message>
      <source>Restarts</source>
      <translation>重启次数</translation>
    </message>
    <message>
      <source>Shown</source>
      <translation>已显示</translation>
    </message>
    <message>
      <source>before display</source>
      <translation>显示前</translation>
    </message>
  </context>
  <context>
    <name>StudyBar</name>
    <message>
      <source>AI in {0} s</source>
      <translation>{0} 秒后显示 AI</translation>
    </message>
    <message>
      <source>AI is shown</source>
      <translation>AI 已显示</translation>
    </message>
    <message>
      <source>Assess first</source>
      <translation>请先判断</translation>
    </message>
    <message>
      <source>Next assessment</source>
      <translation>下一次判断</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>Other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>Own assessment: {0}</source>
      <translation>医生判断：{0}</translation>
    </message>
    <message>
      <source>Recorded</source>
      <translation>判断已记录</translation>
    </message>
    <message>
      <source>Show AI</source>
      <translation>显示 AI</translation>
    </message>
  </context>
  <context>
    <name>SummaryController</name>
    <message>
      <source>Exported to {0}</source>
      <translation>已导出到 {0}</translation>
    </message>
    <message>
      <source>Exporting…</source>
      <translation>正在导出…</translation>
    </message>
  </context>
  <context>
    <name>SummaryPage</name>
    <message>
      <source>AI findings</source>
      <translation>AI 发现</translation>
    </message>
    <message>
      <source>Accession number</source>
      <translation>检查号</translation>
    </message>
    <message>
      <source>Another model was used in this exam. `hysteroview verdict` evaluates it.</source>
      <translation>此检查使用了另一个模型，请用 `hysteroview verdict` 评价。</translation>
    </message>
    <message>
      <source>Choose a folder for the export</source>
      <translation>选择导出文件夹</translation>
    </message>
    <message>
      <source>Clips: {0}</source>
      <translation>片段：{0}</translation>
    </message>
    <message>
      <source>Completing the exam…</source>
      <translation>正在整理检查…</translation>
    </message>
    <message>
      <source>Copies the whole exam with its log to a folder.</source>
      <translation>把整个检查连同日志复制到文件夹。</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Enter or correct the patient details.</source>
      <translation>补录或更正患者信息。</translation>
    </message>
    <message>
      <source>Exam</source>
      <translation>检查</translation>
    </message>
    <message>
      <source>Exam {0}</source>
      <translation>检查 {0}</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Indication</source>
      <translation>检查指征</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>No finding was shown long enough to count. This does not mean benign.</source>
      <translation>没有持续足够时间的发现。这并不表示良性。</translation>
    </message>
    <message>
      <source>No frames were analyzed.</source>
      <translation>没有分析任何画面。</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Operator</source>
      <translation>检查医生</translation>
    </message>
    <message>
      <source>Patient not entered yet</source>
      <translation>尚未录入患者</translation>
    </message>
    <message>
      <source>Patient…</source>
      <translation>患者…</translation>
    </message>
    <message>
      <source>Premalignant or malignant: {0}</source>
      <translation>癌前病变或恶性：{0}</translation>
    </message>
    <message>
      <source>Removed: {0}</source>
      <translation>已移除：{0}</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`.</source>
      <translation>请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>Snapshot {0}, as shown on the screen</source>
      <translation>采图 {0}（屏幕所见）</translation>
    </message>
    <message>
      <source>Snapshots of this exam</source>
      <translation>本次检查的采图</translation>
    </message>
    <message>
      <source>Snapshots: {0}</source>
      <translation>采图：{0}</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>信号源</translation>
    </message>
    <message>
      <source>The log of this exam was changed or is damaged.</source>
      <translation>此检查的日志被更改或已损坏。</translation>
    </message>
    <message>
      <source>was interrupted</source>
      <translation>中断</translation>
    </message>
    <message>
      <source>{0} ({1} to {2})</source>
      <translation>{0}（{1} 至 {2}）</translation>
    </message>
    <message>
      <source>{0} min {1:02d} s</source>
      <translation>{0} 分 {1:02d} 秒</translation>
    </message>
    <message>
      <source>{0} of {1} analyzed frames ({2})</source>
      <translation>已分析的 {1} 帧中有 {0} 帧（{2}）</translation>
    </message>
    <message>
      <source>{0} {1}: {2}, {3} episode(s), first at {4}</source>
      <translation>{0} {1}：{2}，出现 {3} 次，首次在 {4}</translation>
    </message>
  </context>
  <context>
    <name>TaskRunner</name>
    <message>
      <source>The disk or the video source does not respond.</source>
      <translation>磁盘或信号源没有响应。</translation>
    </message>
  </context>
  <context>
    <name>VideoView</name>
    <message>
      <source>AI at that moment: {0}</source>
      <translation>当时的 AI 结果：{0}</translation>
    </message>
    <message>
      <source>Endoscopic picture</source>
      <translation>内镜画面</translation>
    </message>
    <message>
      <source>FROZEN · {0}</source>
      <translation>已冻结 · {0}</translation>
    </message>
    <message>
      <source>Frozen. The live picture is small in the corner.</source>
      <translation>已冻结；实时画面缩小显示在角落。</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>LIVE</source>
      <translation>实时</translation>
    </message>
    <message>
      <source>NO SIGNAL</source>
      <translation>无信号</translation>
    </message>
    <message>
      <source>The recording has ended</source>
      <translation>录像播放结束</translation>
    </message>
    <message>
      <source>This is its last picture.</source>
      <translation>这是最后一幅画面。</translation>
    </message>
    <message>
      <source>This is the last picture received. Check the camera and its cable.</source>
      <translation>这是最后收到的画面。请检查摄像机和连接线。</translation>
    </message>
    <message>
      <source>Waiting for the first picture</source>
      <translation>等待第一幅画面</translation>
    </message>
    <message>
      <source>Zoom {0}×</source>
      <translation>放大 {0}×</translation>
    </message>
  </context>
  <context>
    <name>WorklistDialog</name>
    <message>
      <source>Contacting {0}…</source>
      <translation>正在查询 {0}…</translation>
    </message>
    <message>
      <source>Exams scheduled for today: {0}</source>
      <translation>今天预约的检查：{0}</translation>
    </message>
    <message>
      <source>No exams are scheduled for today.</source>
      <translation>今天没有预约检查。</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Scheduled exams</source>
      <translation>已预约的检查</translation>
    </message>
    <message>
      <source>Use this patient</source>
      <translation>使用此患者</translation>
    </message>
    <message>
      <source>Worklist</source>
      <translation>工作列表</translation>
    </message>
  </context>
</TS>

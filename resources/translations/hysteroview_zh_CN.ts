<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>Actions</name>
    <message>
      <source>Closes the program; what is being written is finished first.</source>
      <translation>关闭程序；正在写入的内容会先完成。</translation>
    </message>
    <message>
      <source>End exam</source>
      <translation>结束检查</translation>
    </message>
    <message>
      <source>Ends the exam and shows its summary. Asks once.</source>
      <translation>结束检查并显示小结。会确认一次。</translation>
    </message>
    <message>
      <source>Fills the screen with the window, or gives the rest back.</source>
      <translation>窗口全屏显示，或恢复原大小。</translation>
    </message>
    <message>
      <source>Freeze</source>
      <translation>冻结</translation>
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
      <source>Holds the picture, or lets it live again. The live picture stays beside it.</source>
      <translation>定格画面或恢复实时；实时画面仍在旁边显示。</translation>
    </message>
    <message>
      <source>Keeps the picture and what the AI said of it.</source>
      <translation>保存画面及 AI 对它的判断。</translation>
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
      <source>Leave</source>
      <translation>离开</translation>
    </message>
    <message>
      <source>Mark</source>
      <translation>标记</translation>
    </message>
    <message>
      <source>Marks this moment in the exam.</source>
      <translation>在检查中标记此刻。</translation>
    </message>
    <message>
      <source>Next class</source>
      <translation>下一类别</translation>
    </message>
    <message>
      <source>Own call {0}</source>
      <translation>医生判断 {0}</translation>
    </message>
    <message>
      <source>Pause AI</source>
      <translation>暂停 AI</translation>
    </message>
    <message>
      <source>Pauses the analysis, resumes it, or restarts it after a failure.</source>
      <translation>暂停或继续分析，故障后重新启动。</translation>
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
      <source>Records your own call, while study mode hides the AI.</source>
      <translation>研究模式隐藏 AI 时，记录您自己的判断。</translation>
    </message>
    <message>
      <source>Saves what just happened, the last seconds, as a clip.</source>
      <translation>把刚刚几秒的画面保存为片段。</translation>
    </message>
    <message>
      <source>Says no to what was asked, or leaves the full screen. Never ends anything.</source>
      <translation>拒绝所问之事，或退出全屏；绝不会结束任何操作。</translation>
    </message>
    <message>
      <source>Second screen</source>
      <translation>第二屏幕</translation>
    </message>
    <message>
      <source>Shows all keys and pedals, to read and to assign.</source>
      <translation>显示所有按键和脚踏，可查看和设定。</translation>
    </message>
    <message>
      <source>Shows more of the picture again.</source>
      <translation>重新显示更多画面。</translation>
    </message>
    <message>
      <source>Shows or hides where the evidence lies.</source>
      <translation>显示或隐藏依据所在的位置。</translation>
    </message>
    <message>
      <source>Shows the evidence for the next class, and at last for the top class again.</source>
      <translation>显示下一类别的依据，最后回到首位类别。</translation>
    </message>
    <message>
      <source>Shows the heatmap over the picture, beside it, or small in a corner.</source>
      <translation>将热图叠加在画面上、并排显示，或缩小置于角落。</translation>
    </message>
    <message>
      <source>Shows the live picture alone on the second screen, or no more.</source>
      <translation>在第二屏幕上只显示实时画面，或关闭该显示。</translation>
    </message>
    <message>
      <source>Shows the middle of the picture larger. The wheel does it where it points.</source>
      <translation>放大画面中央；滚轮则以指针所在处放大。</translation>
    </message>
    <message>
      <source>Shows the whole picture again.</source>
      <translation>重新显示整幅画面。</translation>
    </message>
    <message>
      <source>Snapshot</source>
      <translation>快照</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>Sounds when a finding that may be malignant appears; off at first.</source>
      <translation>出现可能恶性的发现时发声；默认关闭。</translation>
    </message>
    <message>
      <source>Starts a recording, or ends the one that runs.</source>
      <translation>开始录像，或结束正在进行的录像。</translation>
    </message>
    <message>
      <source>Takes all that the AI says off the screen; it goes on and is logged.</source>
      <translation>从屏幕上移除 AI 的所有信息；分析继续并记录。</translation>
    </message>
    <message>
      <source>Takes back the last snapshot, clip, mark, call or removal.</source>
      <translation>撤回上一次快照、片段、标记、判断或移除。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
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
    <name>Bindings</name>
    <message>
      <source>There is no key “{0}” for “{1}”.</source>
      <translation>“{1}”没有按键“{0}”。</translation>
    </message>
    <message>
      <source>hold {0}</source>
      <translation>长按 {0}</translation>
    </message>
    <message>
      <source>{0} means “{1}”, and not “{2}” too.</source>
      <translation>{0} 已表示“{1}”，不能同时表示“{2}”。</translation>
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
      <translation>仅供研究使用，不用于诊断。模型由模拟体训练：不了解真实组织。</translation>
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
      <translation>要分析的帧</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>Heatmap: {0}</source>
      <translation>热图：{0}</translation>
    </message>
    <message>
      <source>Opacity of the heatmap</source>
      <translation>热图不透明度</translation>
    </message>
    <message>
      <source>Opacity of the heatmap: {0} %</source>
      <translation>热图不透明度：{0} %</translation>
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
      <source>top</source>
      <translation>首位</translation>
    </message>
    <message>
      <source>{0} saved</source>
      <translation>已保存 {0}</translation>
    </message>
  </context>
  <context>
    <name>AiVisibility</name>
    <message>
      <source>Call taken back</source>
      <translation>判断已撤回</translation>
    </message>
  </context>
  <context>
    <name>DefectReporter</name>
    <message>
      <source>HysteroView made a mistake</source>
      <translation>HysteroView 出错了</translation>
    </message>
    <message>
      <source>The picture goes on if it can. Restart HysteroView as soon as you can.</source>
      <translation>画面会尽可能继续。请尽快重新启动 HysteroView。</translation>
    </message>
    <message>
      <source>The program made a mistake.</source>
      <translation>程序出错了。</translation>
    </message>
  </context>
  <context>
    <name>OpenExam</name>
    <message>
      <source>Press again in a moment.</source>
      <translation>请稍后再按一次。</translation>
    </message>
    <message>
      <source>The disk does not answer; the exam is completed at the next start.</source>
      <translation>磁盘没有响应；检查将在下次启动时补全。</translation>
    </message>
    <message>
      <source>The last seconds were not saved: others are being saved.</source>
      <translation>前几秒没有保存：另一段正在保存。</translation>
    </message>
  </context>
  <context>
    <name>ExamMarks</name>
    <message>
      <source>Mark {0} taken back</source>
      <translation>标记 {0} 已撤回</translation>
    </message>
  </context>
  <context>
    <name>ExamPage</name>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Begin exam</source>
      <translation>开始检查</translation>
    </message>
    <message>
      <source>Begins at once; the exam is to be completed later.</source>
      <translation>立即开始；患者信息以后补充。</translation>
    </message>
    <message>
      <source>Begins no exam: nothing is kept.</source>
      <translation>不开始检查：不保存任何内容。</translation>
    </message>
    <message>
      <source>Emergency: patient later</source>
      <translation>急诊：稍后补患者</translation>
    </message>
    <message>
      <source>Enter an ID or a name, or begin as an emergency.</source>
      <translation>请输入编号或姓名，或以急诊方式开始。</translation>
    </message>
    <message>
      <source>New exam</source>
      <translation>新检查</translation>
    </message>
    <message>
      <source>No picture yet</source>
      <translation>还没有画面</translation>
    </message>
    <message>
      <source>Nobody is named yet.</source>
      <translation>尚未输入患者。</translation>
    </message>
    <message>
      <source>Only look</source>
      <translation>仅观看</translation>
    </message>
    <message>
      <source>Opening …</source>
      <translation>正在打开……</translation>
    </message>
    <message>
      <source>Pixelate what is filmed outside the body (cannot be undone)</source>
      <translation>体外拍摄的画面打马赛克（无法撤销）</translation>
    </message>
    <message>
      <source>Takes the patient from the exams scheduled for today.</source>
      <translation>从今天安排的检查中选取患者。</translation>
    </message>
    <message>
      <source>Worklist…</source>
      <translation>工作列表…</translation>
    </message>
  </context>
  <context>
    <name>RecordingWarnings</name>
    <message>
      <source>The disk has room for about {0:.0f} minutes of recording. Free some space.</source>
      <translation>磁盘空间约可再录 {0:.0f} 分钟。请释放空间。</translation>
    </message>
    <message>
      <source>The disk is full: nothing more is recorded. The exam goes on.</source>
      <translation>磁盘已满：不再录像。检查继续。</translation>
    </message>
    <message>
      <source>The recording has lost {0} frames: the disk or the processor is too slow.</source>
      <translation>录像丢失了 {0} 帧：磁盘或处理器太慢。</translation>
    </message>
  </context>
  <context>
    <name>FieldEditor</name>
    <message>
      <source>Choose …</source>
      <translation>选择……</translation>
    </message>
    <message>
      <source>Choose: {0}</source>
      <translation>选择：{0}</translation>
    </message>
  </context>
  <context>
    <name>Filmstrip</name>
    <message>
      <source>Snapshot {0}, being written</source>
      <translation>快照 {0}，正在写入</translation>
    </message>
    <message>
      <source>Snapshot {0}, removed</source>
      <translation>快照 {0}，已移除</translation>
    </message>
    <message>
      <source>Snapshot {0}, {1}</source>
      <translation>快照 {0}，{1}</translation>
    </message>
    <message>
      <source>Snapshots of this exam</source>
      <translation>本次检查的快照</translation>
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
      <source>Benign class</source>
      <translation>良性类别</translation>
    </message>
    <message>
      <source>Calibrated probability</source>
      <translation>已校准的概率</translation>
    </message>
    <message>
      <source>Completes or corrects whose exam it is.</source>
      <translation>补充或更正患者信息。</translation>
    </message>
    <message>
      <source>Emergency: enter the patient</source>
      <translation>急诊：请输入患者</translation>
    </message>
    <message>
      <source>LIVE</source>
      <translation>实时</translation>
    </message>
    <message>
      <source>Malignancy not excluded</source>
      <translation>不能排除恶性</translation>
    </message>
    <message>
      <source>No class is clear</source>
      <translation>没有明确的类别</translation>
    </message>
    <message>
      <source>No current result</source>
      <translation>没有当前结果</translation>
    </message>
    <message>
      <source>No result</source>
      <translation>没有结果</translation>
    </message>
    <message>
      <source>No result yet</source>
      <translation>还没有结果</translation>
    </message>
    <message>
      <source>No result: AI has failed</source>
      <translation>没有结果：AI 故障</translation>
    </message>
    <message>
      <source>No result: restarting</source>
      <translation>没有结果：正在重启</translation>
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
      <source>Not assessed: instrument</source>
      <translation>未评估：器械</translation>
    </message>
    <message>
      <source>Not assessed: paused</source>
      <translation>未评估：已暂停</translation>
    </message>
    <message>
      <source>Nothing the model knows</source>
      <translation>模型不认识的内容</translation>
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
      <source>Premalignant or malignant</source>
      <translation>癌前病变或恶性</translation>
    </message>
    <message>
      <source>Premalignant or malignant: {0}</source>
      <translation>癌前病变或恶性：{0}</translation>
    </message>
    <message>
      <source>Result not shown</source>
      <translation>结果不显示</translation>
    </message>
    <message>
      <source>Two-class result</source>
      <translation>两类结果</translation>
    </message>
    <message>
      <source>Uncalibrated probability</source>
      <translation>未校准的概率</translation>
    </message>
    <message>
      <source>Undecided at this operating point</source>
      <translation>在此工作点下无法判定</translation>
    </message>
    <message>
      <source>Waiting for a result</source>
      <translation>等待结果</translation>
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
      <source>Exported without passwords to {0}</source>
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
      <source>Kept sources</source>
      <translation>已保存的信号源</translation>
    </message>
    <message>
      <source>Remove “{0}”</source>
      <translation>移除“{0}”</translation>
    </message>
    <message>
      <source>{0} cannot be read as text.</source>
      <translation>{0} 无法作为文本读取。</translation>
    </message>
    <message>
      <source>{0} sources imported</source>
      <translation>已导入 {0} 个信号源</translation>
    </message>
    <message>
      <source>“{0}” is kept no longer</source>
      <translation>“{0}”已不再保存</translation>
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
      <source>Choose a cell to assign another key or pedal.</source>
      <translation>点选一格以设定另一个按键或脚踏。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Defaults</source>
      <translation>默认</translation>
    </message>
    <message>
      <source>In a text field this pedal writes “{0}”: a key like F13 acts there too.</source>
      <translation>在输入框中此脚踏会输入“{0}”：F13 之类的按键在那里也有效。</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>按键</translation>
    </message>
    <message>
      <source>Key of “{0}”: {1}</source>
      <translation>“{0}”的按键：{1}</translation>
    </message>
    <message>
      <source>Keys and pedal</source>
      <translation>按键和脚踏</translation>
    </message>
    <message>
      <source>No key</source>
      <translation>无按键</translation>
    </message>
    <message>
      <source>Pedal</source>
      <translation>脚踏</translation>
    </message>
    <message>
      <source>Pedal of “{0}”: {1}</source>
      <translation>“{0}”的脚踏：{1}</translation>
    </message>
    <message>
      <source>Press the key for “{0}”, shortly or long. Esc cancels.</source>
      <translation>请按“{0}”的按键，短按或长按。Esc 取消。</translation>
    </message>
    <message>
      <source>Press the pedal for “{0}”, shortly or long. Esc cancels.</source>
      <translation>请踩“{0}”的脚踏，短踩或长踩。Esc 取消。</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>作用</translation>
    </message>
    <message>
      <source>{0} means “{1}”. Press it again to give it to “{2}”. Esc cancels.</source>
      <translation>{0} 表示“{1}”。再按一次则改为“{2}”。Esc 取消。</translation>
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
      <translation>子宫内膜增生不伴不典型</translation>
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
    <name>LiveActions</name>
    <message>
      <source>Begin an exam.</source>
      <translation>请开始一次检查。</translation>
    </message>
    <message>
      <source>Hide AI</source>
      <translation>隐藏 AI</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>离开</translation>
    </message>
    <message>
      <source>Moment marked</source>
      <translation>已标记此刻</translation>
    </message>
    <message>
      <source>Press {0} to assign keys and pedals.</source>
      <translation>按 {0} 设定按键和脚踏。</translation>
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
      <translation>声音已关闭</translation>
    </message>
    <message>
      <source>Sound on</source>
      <translation>声音已开启</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Study mode without an exam: the calls are not kept.</source>
      <translation>研究模式但没有检查：判断不会保存。</translation>
    </message>
    <message>
      <source>There is no picture to mark yet.</source>
      <translation>还没有可标记的画面。</translation>
    </message>
    <message>
      <source>There is nothing to take back</source>
      <translation>没有可撤销的内容</translation>
    </message>
    <message>
      <source>Your own call comes first. Press again to see the AI without one.</source>
      <translation>请先作出自己的判断。再按一次可直接查看 AI。</translation>
    </message>
    <message>
      <source>{0} · {1} takes it back</source>
      <translation>{0} · {1} 可撤回</translation>
    </message>
    <message>
      <source>{0}? It cannot be taken back. Press again to do it.</source>
      <translation>{0}？无法撤回。再按一次执行。</translation>
    </message>
  </context>
  <context>
    <name>LiveController</name>
    <message>
      <source>Leave, and begin an exam or an emergency.</source>
      <translation>请离开，然后开始检查或急诊。</translation>
    </message>
    <message>
      <source>Nothing is kept without an exam.</source>
      <translation>没有检查就不保存任何内容。</translation>
    </message>
    <message>
      <source>The snapshot was not kept: too many wait for the disk.</source>
      <translation>快照未保存：等待写入磁盘的过多。</translation>
    </message>
    <message>
      <source>There is no picture to keep yet.</source>
      <translation>还没有可保存的画面。</translation>
    </message>
    <message>
      <source>Wait a moment; if it stays so, check the disk.</source>
      <translation>请稍候；如果仍然如此，请检查磁盘。</translation>
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
      <source>The first disk refused snapshot {0}; it is kept in {1}</source>
      <translation>第一块磁盘拒绝了快照 {0}；已保存在 {1}</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Dismiss</source>
      <translation>关闭提示</translation>
    </message>
    <message>
      <source>Keep going</source>
      <translation>继续</translation>
    </message>
  </context>
  <context>
    <name>Parts</name>
    <message>
      <source>{0} (key: {1})</source>
      <translation>{0}（按键：{1}）</translation>
    </message>
  </context>
  <context>
    <name>PassphraseDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Passphrase</source>
      <translation>密码短语</translation>
    </message>
    <message>
      <source>Passphrase of the exams</source>
      <translation>检查的密码短语</translation>
    </message>
    <message>
      <source>The exams are encrypted. What is their passphrase?</source>
      <translation>检查已加密。密码短语是什么？</translation>
    </message>
    <message>
      <source>Unlock</source>
      <translation>解锁</translation>
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
      <translation>已录制</translation>
    </message>
    <message>
      <source>Snapshot {0}</source>
      <translation>快照 {0}</translation>
    </message>
    <message>
      <source>The last 60 seconds</source>
      <translation>最近 60 秒</translation>
    </message>
    <message>
      <source>no class is clear</source>
      <translation>没有明确的类别</translation>
    </message>
    <message>
      <source>no result</source>
      <translation>没有结果</translation>
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
    <name>PatientDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Patient</source>
      <translation>患者</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>The exam's log tells which fields were changed, never their text.</source>
      <translation>检查日志只记录哪些字段被更改，不记录其内容。</translation>
    </message>
  </context>
  <context>
    <name>PatientForm</name>
    <message>
      <source>A name has no ^, = or \.</source>
      <translation>姓名中不能有 ^、= 或 \。</translation>
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
      <source>Family name</source>
      <translation>姓</translation>
    </message>
    <message>
      <source>Given name</source>
      <translation>名</translation>
    </message>
    <message>
      <source>Indication</source>
      <translation>指征</translation>
    </message>
    <message>
      <source>Operator</source>
      <translation>操作者</translation>
    </message>
    <message>
      <source>Patient ID</source>
      <translation>患者编号</translation>
    </message>
    <message>
      <source>This birth date cannot be.</source>
      <translation>出生日期不正确。</translation>
    </message>
    <message>
      <source>Write the birth date as year-month-day, such as 1980-02-29.</source>
      <translation>请按 年-月-日 填写出生日期，例如 1980-02-29。</translation>
    </message>
    <message>
      <source>YYYY-MM-DD</source>
      <translation>年年年年-月月-日日</translation>
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
      <source>There is no live picture to freeze</source>
      <translation>没有可冻结的实时画面</translation>
    </message>
    <message>
      <source>There is no second screen</source>
      <translation>没有第二屏幕</translation>
    </message>
  </context>
  <context>
    <name>OperatingPointChoice</name>
    <message>
      <source>Balanced</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>No points</source>
      <translation>无工作点</translation>
    </message>
    <message>
      <source>Operating point of the two-class result</source>
      <translation>两类结果的工作点</translation>
    </message>
    <message>
      <source>Sensitive</source>
      <translation>敏感</translation>
    </message>
    <message>
      <source>Specific</source>
      <translation>特异</translation>
    </message>
    <message>
      <source>The model's card has no operating points.</source>
      <translation>模型卡没有工作点。</translation>
    </message>
    <message>
      <source>{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%} ({5:.1%} to {6:.1%}), measured on {7} patients</source>
      <translation>{0}：敏感度 {1:.1%}（{2:.1%} 至 {3:.1%}），特异度 {4:.1%}（{5:.1%} 至 {6:.1%}），在 {7} 例患者上测得</translation>
    </message>
    <message>
      <source>{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%} ({5:.1%} to {6:.1%}), measured on {7} phantoms</source>
      <translation>{0}：敏感度 {1:.1%}（{2:.1%} 至 {3:.1%}），特异度 {4:.1%}（{5:.1%} 至 {6:.1%}），在 {7} 个模拟体上测得</translation>
    </message>
  </context>
  <context>
    <name>PrivacyQuestion</name>
    <message>
      <source>It cannot be undone. Snapshots stay as they are.</source>
      <translation>无法撤销。快照保持原样。</translation>
    </message>
    <message>
      <source>Pixelate what is filmed outside the body in the recordings of this exam?</source>
      <translation>是否在本次检查的录像中对体外画面打马赛克？</translation>
    </message>
  </context>
  <context>
    <name>Program</name>
    <message>
      <source>Exported to {0}</source>
      <translation>已导出到 {0}</translation>
    </message>
    <message>
      <source>Exporting …</source>
      <translation>正在导出……</translation>
    </message>
    <message>
      <source>Kept as “{0}”</source>
      <translation>已保存为“{0}”</translation>
    </message>
    <message>
      <source>The disk or the source does not answer.</source>
      <translation>磁盘或信号源没有响应。</translation>
    </message>
    <message>
      <source>The name cannot be used: {0}.</source>
      <translation>此名称不能使用：{0}。</translation>
    </message>
  </context>
  <context>
    <name>Reason</name>
    <message>
      <source>No picture comes. Check the camera and its cable.</source>
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
      <source>the last {0:.0f} s can be saved</source>
      <translation>可保存最近 {0:.0f} 秒</translation>
    </message>
    <message>
      <source>{0:.0f} MB</source>
      <translation>{0:.0f} MB</translation>
    </message>
    <message>
      <source>{0} frames lost</source>
      <translation>丢失 {0} 帧</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>0 to 100</source>
      <translation>0 至 100</translation>
    </message>
    <message>
      <source>0 to 15</source>
      <translation>0 至 15</translation>
    </message>
    <message>
      <source>0 to 2</source>
      <translation>0 至 2</translation>
    </message>
    <message>
      <source>0, or 10 to 60</source>
      <translation>0，或 10 至 60</translation>
    </message>
    <message>
      <source>0.1 to 1440</source>
      <translation>0.1 至 1440</translation>
    </message>
    <message>
      <source>0.1 to 240</source>
      <translation>0.1 至 240</translation>
    </message>
    <message>
      <source>1 to 16 plain characters</source>
      <translation>1 至 16 个普通字符</translation>
    </message>
    <message>
      <source>1 to 65535</source>
      <translation>1 至 65535</translation>
    </message>
    <message>
      <source>10 to 1000000</source>
      <translation>10 至 1000000</translation>
    </message>
    <message>
      <source>AE title of the server</source>
      <translation>服务器的 AE 名称</translation>
    </message>
    <message>
      <source>AE title of this computer</source>
      <translation>本机的 AE 名称</translation>
    </message>
    <message>
      <source>AI as subtitles</source>
      <translation>AI 作为字幕</translation>
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
      <source>As the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Ask before each exam</source>
      <translation>每次检查前询问</translation>
    </message>
    <message>
      <source>Averages the evidence over so long; 0 shows that of one frame alone.</source>
      <translation>在此时长内平均依据；0 表示只显示单帧。</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Delay of the AI</source>
      <translation>AI 延迟</translation>
    </message>
    <message>
      <source>Draws the heatmap in other colors; each rises evenly for every eye.</source>
      <translation>用其他颜色绘制热图；每种颜色对所有人都均匀递增。</translation>
    </message>
    <message>
      <source>Every frame</source>
      <translation>每一帧</translation>
    </message>
    <message>
      <source>Folder of exams</source>
      <translation>检查文件夹</translation>
    </message>
    <message>
      <source>Folder of snapshots</source>
      <translation>快照文件夹</translation>
    </message>
    <message>
      <source>Frames analyzed</source>
      <translation>分析的帧</translation>
    </message>
    <message>
      <source>Goes on in a new file after so long, so that a fault costs one file only.</source>
      <translation>达到此时长后写入新文件，故障最多损失一个文件。</translation>
    </message>
    <message>
      <source>Goes on in a new file at this size; some disks hold 4000 MB a file at most.</source>
      <translation>达到此大小后写入新文件；有些磁盘单个文件最多 4000 MB。</translation>
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
      <source>Hides the AI until the operator has made a call of their own.</source>
      <translation>在操作者作出自己的判断之前隐藏 AI。</translation>
    </message>
    <message>
      <source>Keep compressed sources as they are</source>
      <translation>保留已压缩的信号源</translation>
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
      <source>Limits how many frames a second the AI looks at; fewer spare the computer.</source>
      <translation>限制 AI 每秒分析的帧数；越少越省资源。</translation>
    </message>
    <message>
      <source>Live window</source>
      <translation>实时窗口</translation>
    </message>
    <message>
      <source>Makes faces and rooms unrecognizable before a frame is stored.</source>
      <translation>在保存画面之前使人脸和房间无法辨认。</translation>
    </message>
    <message>
      <source>Makes the heatmap stronger or fainter over the picture.</source>
      <translation>使画面上的热图更强或更淡。</translation>
    </message>
    <message>
      <source>Makes the window dark or light; around the picture it stays black.</source>
      <translation>使窗口为深色或浅色；画面周围保持黑色。</translation>
    </message>
    <message>
      <source>Modality</source>
      <translation>设备类型</translation>
    </message>
    <message>
      <source>Moves the threshold of the two-class result: more is found, or less is found in vain.</source>
      <translation>移动两类结果的阈值：发现更多，或误报更少。</translation>
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
      <source>Offers the exams that the hospital has scheduled for today; empty for none.</source>
      <translation>提供医院今天安排的检查；留空则不提供。</translation>
    </message>
    <message>
      <source>On</source>
      <translation>开</translation>
    </message>
    <message>
      <source>On demand only</source>
      <translation>仅按需</translation>
    </message>
    <message>
      <source>Operating point</source>
      <translation>工作点</translation>
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
      <source>Port of the worklist</source>
      <translation>工作列表端口</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像文件</translation>
    </message>
    <message>
      <source>Records a network stream without loss and without work, where that can be.</source>
      <translation>在可行时无损且不重新编码地录制网络流。</translation>
    </message>
    <message>
      <source>Says on which port the server answers.</source>
      <translation>服务器应答的端口。</translation>
    </message>
    <message>
      <source>Says what the server is called in DICOM.</source>
      <translation>服务器在 DICOM 中的名称。</translation>
    </message>
    <message>
      <source>Says what this computer is called in DICOM; the server has to know it.</source>
      <translation>本机在 DICOM 中的名称；服务器必须认识它。</translation>
    </message>
    <message>
      <source>Says where exams are kept; those in the old folder stay there.</source>
      <translation>检查的保存位置；旧文件夹中的检查留在原处。</translation>
    </message>
    <message>
      <source>Says where snapshots taken without an exam go.</source>
      <translation>没有检查时快照的保存位置。</translation>
    </message>
    <message>
      <source>Second folder of snapshots</source>
      <translation>快照的备用文件夹</translation>
    </message>
    <message>
      <source>Sensitive: misses less</source>
      <translation>敏感：漏诊更少</translation>
    </message>
    <message>
      <source>Server of the worklist</source>
      <translation>工作列表服务器</translation>
    </message>
    <message>
      <source>Sets how long after the own call the AI is revealed.</source>
      <translation>设定作出判断后多久显示 AI。</translation>
    </message>
    <message>
      <source>Sets how much of what just happened one press saves; 0 keeps none.</source>
      <translation>设定一次按键保存之前多长的画面；0 表示不保存。</translation>
    </message>
    <message>
      <source>Sets the language of all texts.</source>
      <translation>设定所有文字的语言。</translation>
    </message>
    <message>
      <source>Shows from the start where the evidence lies.</source>
      <translation>从一开始就显示依据的位置。</translation>
    </message>
    <message>
      <source>Shows only exams of this kind, such as ES; empty for all.</source>
      <translation>只显示此类检查，例如 ES；留空显示全部。</translation>
    </message>
    <message>
      <source>Shows the heatmap over the picture, beside it, or small in a corner.</source>
      <translation>热图叠加在画面上、并排显示，或在角落小窗显示。</translation>
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
      <source>Sound</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>Sounds when a finding that may be malignant appears.</source>
      <translation>出现可能恶性的发现时发声。</translation>
    </message>
    <message>
      <source>Specific: fewer false alarms</source>
      <translation>特异：误报更少</translation>
    </message>
    <message>
      <source>Split recordings by size</source>
      <translation>按大小分割录像</translation>
    </message>
    <message>
      <source>Split recordings by time</source>
      <translation>按时间分割录像</translation>
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
      <source>Takes the snapshots when the first disk is full; choose another disk.</source>
      <translation>第一块磁盘满时保存快照；请选择另一块磁盘。</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>主题</translation>
    </message>
    <message>
      <source>Worklist</source>
      <translation>工作列表</translation>
    </message>
    <message>
      <source>Writes what the AI said into each clip, for any player to show.</source>
      <translation>把 AI 的判断写入每个片段，任何播放器都可显示。</translation>
    </message>
    <message>
      <source>a name or an address</source>
      <translation>名称或地址</translation>
    </message>
    <message>
      <source>minutes</source>
      <translation>分钟</translation>
    </message>
    <message>
      <source>per second</source>
      <translation>每秒</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>秒</translation>
    </message>
    <message>
      <source>up to 16 characters</source>
      <translation>最多 16 个字符</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Kept in {0}</source>
      <translation>保存在 {0}</translation>
    </message>
    <message>
      <source>Keys and pedals</source>
      <translation>按键和脚踏</translation>
    </message>
    <message>
      <source>Not saved: {0}</source>
      <translation>未保存：{0}</translation>
    </message>
    <message>
      <source>Nothing is called “{0}”. Keys and pedals have a page of their own.</source>
      <translation>没有名为“{0}”的设置。按键和脚踏有单独的页面。</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>打开文件夹</translation>
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
      <source>Back to default</source>
      <translation>恢复默认</translation>
    </message>
    <message>
      <source>Back to default: {0}</source>
      <translation>恢复默认：{0}</translation>
    </message>
    <message>
      <source>Default: {0}</source>
      <translation>默认：{0}</translation>
    </message>
    <message>
      <source>Not accepted: needed is {0}{1}.</source>
      <translation>不接受：需要 {0}{1}。</translation>
    </message>
    <message>
      <source>Takes effect with the next exam.</source>
      <translation>从下次检查起生效。</translation>
    </message>
    <message>
      <source>the full path of a folder</source>
      <translation>文件夹的完整路径</translation>
    </message>
  </context>
  <context>
    <name>SnapshotBrowser</name>
    <message>
      <source>Snapshot {0} is back in the exam</source>
      <translation>快照 {0} 已放回检查</translation>
    </message>
    <message>
      <source>Snapshot {0} is out of the exam; choose it to put it back</source>
      <translation>快照 {0} 已移出检查；选中可放回</translation>
    </message>
    <message>
      <source>Snapshot {0} is out of the exam; undo puts it back</source>
      <translation>快照 {0} 已移出检查；撤销可放回</translation>
    </message>
    <message>
      <source>The clip is out of the exam</source>
      <translation>片段已移出检查</translation>
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
      <translation>较新的快照</translation>
    </message>
    <message>
      <source>Older snapshot</source>
      <translation>较早的快照</translation>
    </message>
    <message>
      <source>Put back</source>
      <translation>放回</translation>
    </message>
    <message>
      <source>Put back into the exam</source>
      <translation>放回检查</translation>
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
      <source>Snapshot {0}</source>
      <translation>快照 {0}</translation>
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
      <source>No picture now</source>
      <translation>现在没有画面</translation>
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
      <source>A synthetic cavity, to try the program</source>
      <translation>合成宫腔，用于试用程序</translation>
    </message>
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
  </context>
  <context>
    <name>SourceDetails</name>
    <message>
      <source>As remembered, or found by itself</source>
      <translation>按记忆或自动查找</translation>
    </message>
    <message>
      <source>As the stream says</source>
      <translation>按网络流声明</translation>
    </message>
    <message>
      <source>BT.601, full range</source>
      <translation>BT.601，全范围</translation>
    </message>
    <message>
      <source>BT.601, of standard definition</source>
      <translation>BT.601（标清）</translation>
    </message>
    <message>
      <source>BT.709, full range</source>
      <translation>BT.709，全范围</translation>
    </message>
    <message>
      <source>BT.709, of high definition</source>
      <translation>BT.709（高清）</translation>
    </message>
    <message>
      <source>Colors of the stream</source>
      <translation>网络流颜色</translation>
    </message>
    <message>
      <source>Field of view</source>
      <translation>视野</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Keeps the source under this name on the first page.</source>
      <translation>以此名称把信号源保存在首页。</translation>
    </message>
    <message>
      <source>Name for this source</source>
      <translation>此信号源的名称</translation>
    </message>
    <message>
      <source>The whole picture</source>
      <translation>整个画面</translation>
    </message>
  </context>
  <context>
    <name>StartPage</name>
    <message>
      <source>Exam {0}</source>
      <translation>检查 {0}</translation>
    </message>
    <message>
      <source>Exams without a patient</source>
      <translation>尚无患者信息的检查</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>重新查找</translation>
    </message>
    <message>
      <source>Looking what is connected …</source>
      <translation>正在查找已连接的设备……</translation>
    </message>
    <message>
      <source>Looks again what is connected.</source>
      <translation>重新查找已连接的设备。</translation>
    </message>
    <message>
      <source>Network address</source>
      <translation>网络地址</translation>
    </message>
    <message>
      <source>Network address, such as rtsp://10.0.0.5/live</source>
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
      <source>Opens a video or a picture as if it were live.</source>
      <translation>像实时画面一样打开视频或图片。</translation>
    </message>
    <message>
      <source>Recording…</source>
      <translation>录像文件…</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>The file is not there any more.</source>
      <translation>文件已不存在。</translation>
    </message>
    <message>
      <source>Where does the picture come from?</source>
      <translation>画面来自哪里？</translation>
    </message>
    <message>
      <source>Write the address of a stream first.</source>
      <translation>请先填写网络流地址。</translation>
    </message>
    <message>
      <source>and {0} more</source>
      <translation>另有 {0} 个</translation>
    </message>
    <message>
      <source>{0:%Y-%m-%d %H:%M} · complete</source>
      <translation>{0:%Y-%m-%d %H:%M} · 补充</translation>
    </message>
  </context>
  <context>
    <name>StatusLight</name>
    <message>
      <source>AI abstains</source>
      <translation>AI 不作判断</translation>
    </message>
    <message>
      <source>AI has failed</source>
      <translation>AI 故障</translation>
    </message>
    <message>
      <source>AI hidden</source>
      <translation>AI 已隐藏</translation>
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
      <source>AI waits until the view is free.</source>
      <translation>AI 等待视野清晰。</translation>
    </message>
    <message>
      <source>Instrument in view</source>
      <translation>视野中有器械</translation>
    </message>
    <message>
      <source>It goes on unseen and is kept in the record. Nothing is told here.</source>
      <translation>分析在后台继续并记录；此处不显示。</translation>
    </message>
    <message>
      <source>Not assessable</source>
      <translation>无法评估</translation>
    </message>
    <message>
      <source>Press P to resume.</source>
      <translation>按 P 继续。</translation>
    </message>
    <message>
      <source>Result is too old</source>
      <translation>结果已过时</translation>
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
      <source>The picture shows nothing the model knows.</source>
      <translation>画面中没有模型认识的内容。</translation>
    </message>
  </context>
  <context>
    <name>StatusStrip</name>
    <message>
      <source>All of {0} analyzed frames were assessed.</source>
      <translation>{0} 帧已分析画面全部已评估。</translation>
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
      <source>Of {0} analyzed frames were not assessed:</source>
      <translation>在 {0} 帧已分析画面中未评估：</translation>
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
      <source>Call recorded</source>
      <translation>判断已记录</translation>
    </message>
    <message>
      <source>Next decision</source>
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
      <source>Own call: {0}</source>
      <translation>医生判断：{0}</translation>
    </message>
    <message>
      <source>Show AI</source>
      <translation>显示 AI</translation>
    </message>
    <message>
      <source>Your call first</source>
      <translation>请先判断</translation>
    </message>
  </context>
  <context>
    <name>SummaryPage</name>
    <message>
      <source>Accession number</source>
      <translation>检查号</translation>
    </message>
    <message>
      <source>Completes or corrects whose exam it is.</source>
      <translation>补充或更正患者信息。</translation>
    </message>
    <message>
      <source>Copies the whole exam with its log to a folder.</source>
      <translation>把整个检查及其日志复制到文件夹。</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
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
      <source>Export the exam into a folder</source>
      <translation>把检查导出到文件夹</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Indication</source>
      <translation>指征</translation>
    </message>
    <message>
      <source>It was made with another model: `hysteroview verdict` judges it.</source>
      <translation>此检查使用了另一个模型：请用 `hysteroview verdict` 判断。</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>No finding was shown for long enough to count. That is not benign.</source>
      <translation>没有持续足够时间的发现。这不等于良性。</translation>
    </message>
    <message>
      <source>Nothing was analyzed.</source>
      <translation>没有分析任何画面。</translation>
    </message>
    <message>
      <source>Operator</source>
      <translation>操作者</translation>
    </message>
    <message>
      <source>Patient not entered yet</source>
      <translation>尚未输入患者</translation>
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
      <source>Run `hysteroview exam verify`.</source>
      <translation>请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>Snapshot {0}, as it was seen</source>
      <translation>快照 {0}，与所见一致</translation>
    </message>
    <message>
      <source>Snapshots of this exam</source>
      <translation>本次检查的快照</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>信号源</translation>
    </message>
    <message>
      <source>The exam is being completed …</source>
      <translation>正在完成检查……</translation>
    </message>
    <message>
      <source>The log of this exam is not as it was written.</source>
      <translation>此检查的日志与写入时不一致。</translation>
    </message>
    <message>
      <source>What the AI showed</source>
      <translation>AI 显示的内容</translation>
    </message>
    <message>
      <source>What was not assessed</source>
      <translation>未评估的部分</translation>
    </message>
    <message>
      <source>broke off</source>
      <translation>中断</translation>
    </message>
    <message>
      <source>{0} ({1} to {2})</source>
      <translation>{0}（{1} 至 {2}）</translation>
    </message>
    <message>
      <source>{0} clips</source>
      <translation>{0} 个片段</translation>
    </message>
    <message>
      <source>{0} min {1:02d} s</source>
      <translation>{0} 分 {1:02d} 秒</translation>
    </message>
    <message>
      <source>{0} of {1} analyzed pictures ({2})</source>
      <translation>已分析 {1} 幅画面中的 {0} 幅（{2}）</translation>
    </message>
    <message>
      <source>{0} snapshots</source>
      <translation>{0} 张快照</translation>
    </message>
    <message>
      <source>{0} taken out</source>
      <translation>移出 {0} 项</translation>
    </message>
    <message>
      <source>{0} {1}: {2}, {3} episode(s), first at {4}</source>
      <translation>{0} {1}：{2}，{3} 段，首次在 {4}</translation>
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
      <source>Frozen; the live picture is small in the corner</source>
      <translation>已冻结；实时画面缩小显示在角落</translation>
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
      <translation>录像已结束</translation>
    </message>
    <message>
      <source>This is its last picture.</source>
      <translation>这是最后一幅画面。</translation>
    </message>
    <message>
      <source>This is the last picture that came. Check the camera and its cable.</source>
      <translation>这是收到的最后一幅画面。请检查摄像机和连接线。</translation>
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
      <source>Ask again</source>
      <translation>重新查询</translation>
    </message>
    <message>
      <source>Asking {0} …</source>
      <translation>正在查询 {0}……</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Nothing is scheduled for today.</source>
      <translation>今天没有安排检查。</translation>
    </message>
    <message>
      <source>Scheduled exams</source>
      <translation>已安排的检查</translation>
    </message>
    <message>
      <source>Take over</source>
      <translation>采用</translation>
    </message>
    <message>
      <source>Worklist</source>
      <translation>工作列表</translation>
    </message>
    <message>
      <source>{0} exams are scheduled for today</source>
      <translation>今天安排了 {0} 个检查</translation>
    </message>
  </context>
</TS>

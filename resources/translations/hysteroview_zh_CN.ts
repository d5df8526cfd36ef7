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
    <name>Agreement</name>
    <message>
      <source>AI</source>
      <translation>AI</translation>
    </message>
    <message>
      <source>AI did not run</source>
      <translation>AI 未运行</translation>
    </message>
    <message>
      <source>Exams: {0}, patients: {1}</source>
      <translation>检查：{0}，患者：{1}</translation>
    </message>
    <message>
      <source>Lesions: {0}, patients: {1}</source>
      <translation>病灶：{0}，患者：{1}</translation>
    </message>
    <message>
      <source>Not counted: {0}</source>
      <translation>未计入：{0}</translation>
    </message>
    <message>
      <source>Premalignant
or malignant</source>
      <translation>癌前
或恶性</translation>
    </message>
    <message>
      <source>a further lesion has no result</source>
      <translation>另有病灶尚无结果</translation>
    </message>
    <message>
      <source>exam not completed</source>
      <translation>检查未完成</translation>
    </message>
    <message>
      <source>inadequate tissue</source>
      <translation>组织不足</translation>
    </message>
    <message>
      <source>no finding shown</source>
      <translation>未显示发现</translation>
    </message>
    <message>
      <source>no tissue taken</source>
      <translation>未取组织</translation>
    </message>
    <message>
      <source>normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>not assessable</source>
      <translation>无法评估</translation>
    </message>
    <message>
      <source>not called</source>
      <translation>未判断</translation>
    </message>
    <message>
      <source>not linked to what the AI showed</source>
      <translation>未与 AI 显示的内容关联</translation>
    </message>
    <message>
      <source>not recognized</source>
      <translation>无法识别</translation>
    </message>
    <message>
      <source>operator</source>
      <translation>操作者</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>other result, side not known</source>
      <translation>其他结果，良恶性不明</translation>
    </message>
    <message>
      <source>pathology</source>
      <translation>病理</translation>
    </message>
    <message>
      <source>pending</source>
      <translation>待定</translation>
    </message>
    <message>
      <source>result</source>
      <translation>有结果</translation>
    </message>
    <message>
      <source>{0} against {1}</source>
      <translation>{0} 对比 {1}</translation>
    </message>
  </context>
  <context>
    <name>AgreementFlow</name>
    <message>
      <source>Save the table</source>
      <translation>保存表格</translation>
    </message>
    <message>
      <source>Saved as {0}</source>
      <translation>已保存为 {0}</translation>
    </message>
  </context>
  <context>
    <name>AgreementPage</name>
    <message>
      <source> to </source>
      <translation> 至 </translation>
    </message>
    <message>
      <source>95 % intervals by patient; none with fewer than {0} patients. What is not counted is no negative result. Tissue is taken where something was seen, so sensitivity is overestimated.</source>
      <translation>95 % 区间按患者计算；少于 {0} 名患者时不给出区间。未计入的不代表阴性结果。仅在看到异常处取组织，因此灵敏度被高估。</translation>
    </message>
    <message>
      <source>AI, operator and pathology together</source>
      <translation>AI、操作者与病理</translation>
    </message>
    <message>
      <source>Agreement</source>
      <translation>一致性</translation>
    </message>
    <message>
      <source>Agreement of AI, operator and pathology</source>
      <translation>AI、操作者与病理的一致性</translation>
    </message>
    <message>
      <source>All three together</source>
      <translation>三者合并</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Both</source>
      <translation>两者均有</translation>
    </message>
    <message>
      <source>By exam</source>
      <translation>按检查</translation>
    </message>
    <message>
      <source>By lesion</source>
      <translation>按病灶</translation>
    </message>
    <message>
      <source>Counts and figures</source>
      <translation>计数与指标</translation>
    </message>
    <message>
      <source>Kappa</source>
      <translation>Kappa</translation>
    </message>
    <message>
      <source>Negative predictive value</source>
      <translation>阴性预测值</translation>
    </message>
    <message>
      <source>Neither</source>
      <translation>均无</translation>
    </message>
    <message>
      <source>Not counted</source>
      <translation>未计入</translation>
    </message>
    <message>
      <source>Number</source>
      <translation>数量</translation>
    </message>
    <message>
      <source>Only {0}</source>
      <translation>仅{0}</translation>
    </message>
    <message>
      <source>Positive predictive value</source>
      <translation>阳性预测值</translation>
    </message>
    <message>
      <source>Reading the exams…</source>
      <translation>正在读取检查…</translation>
    </message>
    <message>
      <source>Save as table…</source>
      <translation>保存为表格…</translation>
    </message>
    <message>
      <source>Sensitivity</source>
      <translation>灵敏度</translation>
    </message>
    <message>
      <source>Sensitivity, with those in which {0}
named nothing counted as missed</source>
      <translation>灵敏度（{0}未指出任何发现的
计为漏诊）</translation>
    </message>
    <message>
      <source>Specificity</source>
      <translation>特异度</translation>
    </message>
    <message>
      <source>The exams were made with {0} models, which are pooled here.</source>
      <translation>这些检查使用了 {0} 个模型，此处合并统计。</translation>
    </message>
    <message>
      <source>What is compared</source>
      <translation>比较对象</translation>
    </message>
    <message>
      <source>What is counted</source>
      <translation>统计单位</translation>
    </message>
    <message>
      <source>no interval</source>
      <translation>无区间</translation>
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
    <name>AnalysisBar</name>
    <message>
      <source>Analysis</source>
      <translation>分析</translation>
    </message>
    <message>
      <source>Analyze</source>
      <translation>分析</translation>
    </message>
    <message>
      <source>Analyze completely</source>
      <translation>完整分析</translation>
    </message>
    <message>
      <source>Complete: {0} frames</source>
      <translation>已完成：{0} 帧</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Interrupted. It goes on where it was.</source>
      <translation>已中断，可从中断处继续。</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Paused at {0} frames</source>
      <translation>已在 {0} 帧处暂停</translation>
    </message>
    <message>
      <source>Quick pass: only parts were looked at closely; everything else is not assessed.</source>
      <translation>快速扫描：仅密集分析了部分时段，其余均未评估。</translation>
    </message>
    <message>
      <source>Stopped: {0}</source>
      <translation>已停止：{0}</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>{0} frames</source>
      <translation>{0} 帧</translation>
    </message>
    <message>
      <source>{0} left</source>
      <translation>剩余 {0}</translation>
    </message>
  </context>
  <context>
    <name>ArchiveDialog</name>
    <message>
      <source>Archive</source>
      <translation>归档</translation>
    </message>
    <message>
      <source>Correct what is marked.</source>
      <translation>请更正标出的内容。</translation>
    </message>
    <message>
      <source>Enter a name for the archive.</source>
      <translation>请输入归档的名称。</translation>
    </message>
    <message>
      <source>Enter the address of the archive.</source>
      <translation>请输入归档的地址。</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Name of the archive</source>
      <translation>归档的名称</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>There is another archive with this name.</source>
      <translation>已有同名的归档。</translation>
    </message>
  </context>
  <context>
    <name>ArchiveResults</name>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
    <message>
      <source>Causes</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Confirmed</source>
      <translation>已确认</translation>
    </message>
    <message>
      <source>Failed, is tried again</source>
      <translation>失败，将重试</translation>
    </message>
    <message>
      <source>Finding proposed</source>
      <translation>有建议发现</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>发现</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>时长</translation>
    </message>
    <message>
      <source>Mark</source>
      <translation>标记</translation>
    </message>
    <message>
      <source>No finding proposed</source>
      <translation>未提出发现</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Not assessed at all</source>
      <translation>完全未评估</translation>
    </message>
    <message>
      <source>Not assessed: {0}</source>
      <translation>未评估：{0}</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>备注</translation>
    </message>
    <message>
      <source>Probability</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>Proposed by the AI</source>
      <translation>AI 建议</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>质量</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Rejected</source>
      <translation>已否定</translation>
    </message>
    <message>
      <source>Seen</source>
      <translation>已看</translation>
    </message>
    <message>
      <source>Set aside</source>
      <translation>已搁置</translation>
    </message>
    <message>
      <source>Set aside: {0}</source>
      <translation>已搁置：{0}</translation>
    </message>
    <message>
      <source>State</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>时间</translation>
    </message>
    <message>
      <source>To discuss</source>
      <translation>待讨论</translation>
    </message>
    <message>
      <source>Two classes</source>
      <translation>两分类</translation>
    </message>
    <message>
      <source>Waiting for its analysis</source>
      <translation>等待分析</translation>
    </message>
    <message>
      <source>Without a mark</source>
      <translation>无标记</translation>
    </message>
    <message>
      <source>reason not known</source>
      <translation>原因不明</translation>
    </message>
    <message>
      <source>{0} (quick pass)</source>
      <translation>{0}（快速扫描）</translation>
    </message>
    <message>
      <source>{0} (times without a result that are not listed: {1})</source>
      <translation>{0}（未列出的无结果时段：{1} 个）</translation>
    </message>
    <message>
      <source>{0}, by {1}, {2}</source>
      <translation>{0}，{1}，{2}</translation>
    </message>
  </context>
  <context>
    <name>ArchivesGroup</name>
    <message>
      <source>Add an archive…</source>
      <translation>添加归档…</translation>
    </message>
    <message>
      <source>Change {0}</source>
      <translation>更改 {0}</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>更改…</translation>
    </message>
    <message>
      <source>Exams can be sent to these archives (PACS).</source>
      <translation>检查可以发送到这些归档（PACS）。</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Remove {0}</source>
      <translation>移除 {0}</translation>
    </message>
  </context>
  <context>
    <name>Assessment</name>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
    <message>
      <source>; </source>
      <translation>；</translation>
    </message>
    <message>
      <source>No frames were analyzed.</source>
      <translation>未分析任何画面。</translation>
    </message>
    <message>
      <source>Quality gate, {0}</source>
      <translation>图像质量把关：{0}</translation>
    </message>
    <message>
      <source>Warning: {0}</source>
      <translation>警告：{0}</translation>
    </message>
    <message>
      <source>off: {0}</source>
      <translation>关闭（{0}）</translation>
    </message>
    <message>
      <source>reason not recorded</source>
      <translation>原因未记录</translation>
    </message>
    <message>
      <source>warn only: {0}</source>
      <translation>仅警告（{0}）</translation>
    </message>
    <message>
      <source>{0} of {1} analyzed frames</source>
      <translation>已分析的 {1} 帧中的 {0}</translation>
    </message>
    <message>
      <source>{0} with a warning beside the result</source>
      <translation>{0} 的结果旁带有警告</translation>
    </message>
    <message>
      <source>{0}: {1}</source>
      <translation>{0}：{1}</translation>
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
      <source>Analyze</source>
      <translation>分析</translation>
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
      <source>Threshold</source>
      <translation>阈值</translation>
    </message>
    <message>
      <source>all</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>most likely class</source>
      <translation>最可能类别</translation>
    </message>
    <message>
      <source>{0:g}/s</source>
      <translation>{0:g} 帧/秒</translation>
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
    <name>DeleteDialog</name>
    <message>
      <source>Another reason…</source>
      <translation>其他原因…</translation>
    </message>
    <message>
      <source>Choose a reason.</source>
      <translation>请选择原因。</translation>
    </message>
    <message>
      <source>Choose a reason…</source>
      <translation>选择原因…</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Delete exam</source>
      <translation>删除检查</translation>
    </message>
    <message>
      <source>Delete this exam with all its pictures and recordings?</source>
      <translation>删除此检查及其全部图片和录像？</translation>
    </message>
    <message>
      <source>Exported and no longer needed here</source>
      <translation>已导出，此处不再需要</translation>
    </message>
    <message>
      <source>It was never exported. This cannot be undone.</source>
      <translation>此检查从未导出。删除后无法恢复。</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Reason, without names</source>
      <translation>原因（请勿填写姓名）</translation>
    </message>
    <message>
      <source>Started by mistake</source>
      <translation>误操作开始</translation>
    </message>
    <message>
      <source>Test of the equipment</source>
      <translation>设备测试</translation>
    </message>
    <message>
      <source>The log of the store keeps the reason and the number of the exam.</source>
      <translation>存储日志将保留删除原因和检查编号。</translation>
    </message>
    <message>
      <source>The patient has withdrawn consent</source>
      <translation>患者已撤回同意</translation>
    </message>
    <message>
      <source>This cannot be undone.</source>
      <translation>此操作无法撤销。</translation>
    </message>
  </context>
  <context>
    <name>DicomForm</name>
    <message>
      <source>Pictures</source>
      <translation>图像</translation>
    </message>
    <message>
      <source>Pictures without loss, several times as large</source>
      <translation>无损图像（体积大数倍）</translation>
    </message>
    <message>
      <source>Recordings</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Report as PDF</source>
      <translation>PDF 报告</translation>
    </message>
    <message>
      <source>Results of the AI, and pictures with the overlay</source>
      <translation>AI 结果，以及带叠加标记的图像</translation>
    </message>
    <message>
      <source>With DICOMDIR, for a disk or USB stick</source>
      <translation>附 DICOMDIR，用于光盘或 U 盘</translation>
    </message>
  </context>
  <context>
    <name>DrawingTools</name>
    <message>
      <source>Arrow</source>
      <translation>箭头</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>蓝色</translation>
    </message>
    <message>
      <source>Click where the text begins.</source>
      <translation>在文字开始处单击。</translation>
    </message>
    <message>
      <source>Color</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>Color of new and selected shapes.</source>
      <translation>新图形和所选图形的颜色。</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Drag from corner to corner.</source>
      <translation>从一角拖到对角。</translation>
    </message>
    <message>
      <source>Drag from end to end, in percent of the view's diameter.</source>
      <translation>从一端拖到另一端，以视野直径的百分比表示。</translation>
    </message>
    <message>
      <source>Drag from the tail to the tip.</source>
      <translation>从箭尾拖到箭头尖端。</translation>
    </message>
    <message>
      <source>Draw with the button held down.</source>
      <translation>按住鼠标按钮绘制。</translation>
    </message>
    <message>
      <source>Ellipse</source>
      <translation>椭圆</translation>
    </message>
    <message>
      <source>Freehand</source>
      <translation>手绘</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>绿色</translation>
    </message>
    <message>
      <source>Measure</source>
      <translation>测量</translation>
    </message>
    <message>
      <source>Red</source>
      <translation>红色</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Removes the selected shape (Delete).</source>
      <translation>删除所选图形（Delete）。</translation>
    </message>
    <message>
      <source>Select</source>
      <translation>选择</translation>
    </message>
    <message>
      <source>Selects, moves and changes shapes.</source>
      <translation>选择、移动和修改图形。</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文字</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>White</source>
      <translation>白色</translation>
    </message>
    <message>
      <source>Yellow</source>
      <translation>黄色</translation>
    </message>
  </context>
  <context>
    <name>EarlierDialog</name>
    <message>
      <source>Archive</source>
      <translation>归档</translation>
    </message>
    <message>
      <source>Asking {0}…</source>
      <translation>正在查询 {0}…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Cancel fetching</source>
      <translation>取消获取</translation>
    </message>
    <message>
      <source>Canceling…</source>
      <translation>正在取消…</translation>
    </message>
    <message>
      <source>Compare with this exam</source>
      <translation>与本次检查对比</translation>
    </message>
    <message>
      <source>Earlier exams</source>
      <translation>既往检查</translation>
    </message>
    <message>
      <source>Earlier exams in the archive</source>
      <translation>归档中的既往检查</translation>
    </message>
    <message>
      <source>Exams with this patient ID: {0}. Compare name and birth date.</source>
      <translation>该患者编号下的检查：{0}。请核对姓名和出生日期。</translation>
    </message>
    <message>
      <source>Fetch again</source>
      <translation>重新获取</translation>
    </message>
    <message>
      <source>Fetching: {0} objects, {1} MB</source>
      <translation>正在获取：{0} 个对象，{1} MB</translation>
    </message>
    <message>
      <source>In this exam</source>
      <translation>该检查包含</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Series</source>
      <translation>序列</translation>
    </message>
    <message>
      <source>Shows pictures of both exams side by side.</source>
      <translation>并排显示两次检查的图片。</translation>
    </message>
    <message>
      <source>This exam: {0}</source>
      <translation>本次检查：{0}</translation>
    </message>
    <message>
      <source>born {0}</source>
      <translation>出生日期 {0}</translation>
    </message>
    <message>
      <source>{0} has no earlier exam with pictures under this patient ID.</source>
      <translation>{0} 中该患者编号下没有含图片的既往检查。</translation>
    </message>
  </context>
  <context>
    <name>EarlierExams</name>
    <message>
      <source>Incomplete: {0} pictures or videos of this series did not come.</source>
      <translation>不完整：该序列有 {0} 个图片或视频未收到。</translation>
    </message>
    <message>
      <source>Neither name nor birth date can be compared. Check the patient.</source>
      <translation>姓名和出生日期均无法比对，请核对患者。</translation>
    </message>
    <message>
      <source>Series {0}</source>
      <translation>序列 {0}</translation>
    </message>
    <message>
      <source>The birth date differs.</source>
      <translation>出生日期不同。</translation>
    </message>
    <message>
      <source>The name cannot be read with certainty. Check the patient.</source>
      <translation>姓名无法可靠读取，请核对患者。</translation>
    </message>
    <message>
      <source>The name differs.</source>
      <translation>姓名不同。</translation>
    </message>
    <message>
      <source>This may be another patient.</source>
      <translation>可能是另一位患者。</translation>
    </message>
    <message>
      <source>born {0}</source>
      <translation>出生日期 {0}</translation>
    </message>
    <message>
      <source>no birth date</source>
      <translation>无出生日期</translation>
    </message>
    <message>
      <source>no date</source>
      <translation>无日期</translation>
    </message>
    <message>
      <source>no name</source>
      <translation>无姓名</translation>
    </message>
    <message>
      <source>no pictures ({0})</source>
      <translation>无图片（{0}）</translation>
    </message>
    <message>
      <source>objects: {0}</source>
      <translation>对象：{0}</translation>
    </message>
    <message>
      <source>pictures: {0}</source>
      <translation>图片：{0}</translation>
    </message>
    <message>
      <source>videos: {0}</source>
      <translation>视频：{0}</translation>
    </message>
    <message>
      <source>{0} (name is doubtful)</source>
      <translation>{0}（姓名存疑）</translation>
    </message>
  </context>
  <context>
    <name>EarlierFlow</name>
    <message>
      <source>Archive: {0}</source>
      <translation>归档：{0}</translation>
    </message>
    <message>
      <source>Fetch it again, or press the same button to show what is there.</source>
      <translation>请重新获取，或再次点按同一按钮以显示已收到的内容。</translation>
    </message>
  </context>
  <context>
    <name>EventsList</name>
    <message>
      <source>AI runtime failed at {0}: {1}. The analysis continued with {2}.</source>
      <translation>{0} AI 运行时发生故障：{1}。分析改用 {2} 继续进行。</translation>
    </message>
    <message>
      <source>AI shown at {0} without an assessment before. AI: {1}</source>
      <translation>{0} 未先判断即显示 AI。AI：{1}</translation>
    </message>
    <message>
      <source>During the exam</source>
      <translation>检查过程</translation>
    </message>
    <message>
      <source>Marks: {0}</source>
      <translation>标记：{0}</translation>
    </message>
    <message>
      <source>No signal at {0}, for {1}</source>
      <translation>{0} 无信号，持续 {1}</translation>
    </message>
    <message>
      <source>No signal from {0} until the end</source>
      <translation>自 {0} 起无信号，直至检查结束</translation>
    </message>
    <message>
      <source>Own assessment at {0}: {1}. AI: {2}</source>
      <translation>{0} 医生判断：{1}。AI：{2}</translation>
    </message>
    <message>
      <source>normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>{0} at {1}</source>
      <translation>{0} 号 {1}</translation>
    </message>
    <message>
      <source>{0}, in the recording at {1}</source>
      <translation>{0}，在录像中的 {1}</translation>
    </message>
  </context>
  <context>
    <name>ExamList</name>
    <message>
      <source>Earlier exams</source>
      <translation>既往检查</translation>
    </message>
    <message>
      <source>Emergency: enter patient</source>
      <translation>急诊：请录入患者</translation>
    </message>
    <message>
      <source>Not evaluated: the exam has not ended</source>
      <translation>未评估：检查尚未结束</translation>
    </message>
    <message>
      <source>Pathology: {0}</source>
      <translation>病理：{0}</translation>
    </message>
    <message>
      <source>Patient not entered yet</source>
      <translation>尚未录入患者</translation>
    </message>
    <message>
      <source>Patient without a name</source>
      <translation>患者无姓名</translation>
    </message>
    <message>
      <source>Scheduled exam</source>
      <translation>预约检查</translation>
    </message>
    <message>
      <source>Shown briefly: {0}</source>
      <translation>短暂显示：{0}</translation>
    </message>
    <message>
      <source>Today</source>
      <translation>今天</translation>
    </message>
    <message>
      <source>inadequate tissue</source>
      <translation>组织不足</translation>
    </message>
    <message>
      <source>incomplete</source>
      <translation>不完整</translation>
    </message>
    <message>
      <source>no tissue taken</source>
      <translation>未取组织</translation>
    </message>
    <message>
      <source>normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>not entered</source>
      <translation>未录入</translation>
    </message>
    <message>
      <source>other result</source>
      <translation>其他结果</translation>
    </message>
    <message>
      <source>today</source>
      <translation>今天</translation>
    </message>
    <message>
      <source>{0} min {1:02d} s</source>
      <translation>{0} 分 {1:02d} 秒</translation>
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
      <source>Plays the recording frame by frame, without an exam.</source>
      <translation>逐帧播放录像，不建立检查。</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>回看</translation>
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
    <name>ExamsController</name>
    <message>
      <source>Exporting…</source>
      <translation>正在导出…</translation>
    </message>
    <message>
      <source>The exam has its patient and numbers from before.</source>
      <translation>检查已恢复原来的患者和编号。</translation>
    </message>
    <message>
      <source>The exam was assigned to the order.</source>
      <translation>检查已关联到该申请。</translation>
    </message>
    <message>
      <source>The exam was deleted.</source>
      <translation>检查已删除。</translation>
    </message>
    <message>
      <source>The lesions were saved.</source>
      <translation>病灶已保存。</translation>
    </message>
    <message>
      <source>The patient was saved.</source>
      <translation>患者信息已保存。</translation>
    </message>
    <message>
      <source>They will be saved in {0}.</source>
      <translation>检查将保存在 {0}。</translation>
    </message>
    <message>
      <source>Without the worklist: {0}</source>
      <translation>无工作列表：{0}</translation>
    </message>
  </context>
  <context>
    <name>ExamsPanel</name>
    <message>
      <source>All exams</source>
      <translation>全部检查</translation>
    </message>
    <message>
      <source>Assign to order…</source>
      <translation>关联申请…</translation>
    </message>
    <message>
      <source>By finding</source>
      <translation>按发现</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>按姓名</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>删除…</translation>
    </message>
    <message>
      <source>Earlier exams…</source>
      <translation>既往检查…</translation>
    </message>
    <message>
      <source>Exams</source>
      <translation>检查</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Finds earlier exams of this patient in an archive, to open or compare them.</source>
      <translation>在归档中查找该患者的既往检查，以便打开或对比。</translation>
    </message>
    <message>
      <source>Finds names, IDs, dates (2026-11), and findings.</source>
      <translation>可搜索姓名、编号、日期（如 2026-11）和发现。</translation>
    </message>
    <message>
      <source>Gives the exam the patient and the numbers of an order of the worklist.</source>
      <translation>将工作列表中某个申请的患者和编号赋予该检查。</translation>
    </message>
    <message>
      <source>Longest first</source>
      <translation>时长最长在前</translation>
    </message>
    <message>
      <source>Name, ID, date…</source>
      <translation>姓名、编号、日期…</translation>
    </message>
    <message>
      <source>New exam</source>
      <translation>新检查</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>最新在前</translation>
    </message>
    <message>
      <source>No exam matches this search.</source>
      <translation>没有符合搜索条件的检查。</translation>
    </message>
    <message>
      <source>No result</source>
      <translation>无结果</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>最早在前</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Order of the exams</source>
      <translation>检查排序</translation>
    </message>
    <message>
      <source>Pathology pending</source>
      <translation>待录入病理</translation>
    </message>
    <message>
      <source>Pathology…</source>
      <translation>病理…</translation>
    </message>
    <message>
      <source>Patient missing</source>
      <translation>缺少患者</translation>
    </message>
    <message>
      <source>Patient…</source>
      <translation>患者…</translation>
    </message>
    <message>
      <source>Search the exams</source>
      <translation>搜索检查</translation>
    </message>
    <message>
      <source>Which exams</source>
      <translation>显示哪些检查</translation>
    </message>
    <message>
      <source>With a finding</source>
      <translation>有发现</translation>
    </message>
  </context>
  <context>
    <name>ExplainController</name>
    <message>
      <source>Canceled</source>
      <translation>已取消</translation>
    </message>
  </context>
  <context>
    <name>ExplainDialog</name>
    <message>
      <source>Adds the frame and its map to the pictures of the exam, as an explanation.</source>
      <translation>将该帧及其解释图作为“解释”加入检查的图片。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Compute</source>
      <translation>计算</translation>
    </message>
    <message>
      <source>Each map is scaled to its own maximum; its opacity follows the probability of the class, {0}. Occlusion has one scale: a loss of {1} percentage points is fully opaque. Click it to see what hiding a place changes.</source>
      <translation>每张图按自身最大值缩放；其不透明度随该类别的概率（{0}）变化。遮挡测试使用统一刻度：概率下降 {1} 个百分点为完全不透明。点击遮挡图可查看遮挡某处的影响。</translation>
    </message>
    <message>
      <source>Explain this frame</source>
      <translation>解释此帧</translation>
    </message>
    <message>
      <source>Hide {0} of the side</source>
      <translation>遮挡边长的 {0}</translation>
    </message>
    <message>
      <source>If this place were hidden: {0} {1} instead of {2} ({3} points)</source>
      <translation>若遮挡此处：{0} {1}，原为 {2}（{3} 个百分点）</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>层</translation>
    </message>
    <message>
      <source>Occlusion test</source>
      <translation>遮挡测试</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Save picture</source>
      <translation>保存图片</translation>
    </message>
    <message>
      <source>Size of the square that the occlusion test hides.</source>
      <translation>遮挡试验所遮方块的大小。</translation>
    </message>
    <message>
      <source>Square that is hidden</source>
      <translation>被遮挡的方块</translation>
    </message>
    <message>
      <source>The network is being loaded…</source>
      <translation>正在加载网络…</translation>
    </message>
    <message>
      <source>This place is outside the field of view.</source>
      <translation>此处在视野之外。</translation>
    </message>
    <message>
      <source>With Score-CAM, which takes minutes</source>
      <translation>包含 Score-CAM（需数分钟）</translation>
    </message>
    <message>
      <source>{0} × {0} places</source>
      <translation>{0} × {0} 个位置</translation>
    </message>
    <message>
      <source>{0}, last block</source>
      <translation>{0}，最后一个模块</translation>
    </message>
    <message>
      <source>{0}: {1}</source>
      <translation>{0}：{1}</translation>
    </message>
    <message>
      <source>{0}: {1} of {2}, {3} left</source>
      <translation>{0}：{1}/{2}，剩余 {3}</translation>
    </message>
  </context>
  <context>
    <name>ExportController</name>
    <message>
      <source>Choose a folder for the export</source>
      <translation>选择导出文件夹</translation>
    </message>
    <message>
      <source>Exported to {0}.</source>
      <translation>已导出到 {0}。</translation>
    </message>
    <message>
      <source>Left out, since no endoscopic picture was found in them: {0}.</source>
      <translation>以下图像中未找到内镜画面，未导出：{0}。</translation>
    </message>
    <message>
      <source>Look at these, since there may be text in the picture: {0}.</source>
      <translation>以下图像中可能有文字，请查看：{0}。</translation>
    </message>
    <message>
      <source>The export was canceled. Nothing was written.</source>
      <translation>导出已取消，未写入任何内容。</translation>
    </message>
    <message>
      <source>The picture was copied.</source>
      <translation>图像已复制。</translation>
    </message>
    <message>
      <source>The pictures were printed.</source>
      <translation>图像已打印。</translation>
    </message>
    <message>
      <source>The printer does not accept anything.</source>
      <translation>打印机不接受打印任务。</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>All pictures</source>
      <translation>全部图像</translation>
    </message>
    <message>
      <source>CSV, for spreadsheets</source>
      <translation>CSV，用于电子表格</translation>
    </message>
    <message>
      <source>Caption below the picture</source>
      <translation>图像下方的说明</translation>
    </message>
    <message>
      <source>Choose folder…</source>
      <translation>选择文件夹…</translation>
    </message>
    <message>
      <source>Contact sheets</source>
      <translation>缩略图页</translation>
    </message>
    <message>
      <source>Copies the chosen picture to the clipboard.</source>
      <translation>将所选图像复制到剪贴板。</translation>
    </message>
    <message>
      <source>Copies the whole exam with its log, and with the patient.</source>
      <translation>复制整个检查及其日志，包含患者信息。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>DICOM</source>
      <translation>DICOM</translation>
    </message>
    <message>
      <source>De-identify</source>
      <translation>去标识化</translation>
    </message>
    <message>
      <source>Drawing</source>
      <translation>标注</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Files as archives (PACS) and DICOM viewers take them, with UIDs that stay the same in each export.</source>
      <translation>PACS 和 DICOM 阅览器可接收的文件；每次导出的 UID 保持不变。</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>Frames, episodes, findings, lesions, pictures and the exam.</source>
      <translation>画面、片段、所见、病灶、图像和检查。</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热力图</translation>
    </message>
    <message>
      <source>Heatmap, as the operator saw it</source>
      <translation>热力图（术者所见）</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Parquet, for statistics</source>
      <translation>Parquet，用于统计</translation>
    </message>
    <message>
      <source>Picture {0}</source>
      <translation>图像 {0}</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图像</translation>
    </message>
    <message>
      <source>Prints the chosen pictures, one on each page.</source>
      <translation>打印所选图像，每页一张。</translation>
    </message>
    <message>
      <source>Print…</source>
      <translation>打印…</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Recording {0}</source>
      <translation>录像 {0}</translation>
    </message>
    <message>
      <source>Replaces the patient by a code, shifts dates, and blackens what is outside the endoscopic picture.</source>
      <translation>以代码代替患者信息，平移日期，并将内镜画面以外的部分涂黑。</translation>
    </message>
    <message>
      <source>Result, time and state</source>
      <translation>结果、时间和状态</translation>
    </message>
    <message>
      <source>Single pictures</source>
      <translation>单张图像</translation>
    </message>
    <message>
      <source>Snapshots with square pixels; the originals stay as they are.</source>
      <translation>方形像素的采图；原始图像保持不变。</translation>
    </message>
    <message>
      <source>Tables</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>Text inside the endoscopic picture stays: look at what you export.</source>
      <translation>内镜画面内的文字会保留：请查看导出的内容。</translation>
    </message>
    <message>
      <source>The exams are encrypted; the exported files are not: anyone who has them can read them.</source>
      <translation>检查已加密，但导出的文件未加密：任何人得到文件都能查看。</translation>
    </message>
    <message>
      <source>The recording is analyzed again, so that each frame has a result.</source>
      <translation>录像会重新分析，使每帧都有结果。</translation>
    </message>
    <message>
      <source>Which</source>
      <translation>范围</translation>
    </message>
    <message>
      <source>Whole exam</source>
      <translation>整个检查</translation>
    </message>
    <message>
      <source>ZIP file</source>
      <translation>ZIP 文件</translation>
    </message>
  </context>
  <context>
    <name>ExportProgressDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Canceling…</source>
      <translation>正在取消…</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Exporting…</source>
      <translation>正在导出…</translation>
    </message>
  </context>
  <context>
    <name>Exported</name>
    <message>
      <source>Exported to {0}.</source>
      <translation>已导出到 {0}。</translation>
    </message>
    <message>
      <source>Files that do not belong to the exam were left out: {0}.</source>
      <translation>已略过不属于该检查的文件：{0}。</translation>
    </message>
    <message>
      <source>Removed items were left out: {0}.</source>
      <translation>已略过被移除的项目：{0}。</translation>
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
      <source>ENDED</source>
      <translation>已结束</translation>
    </message>
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
    <name>FilterBar</name>
    <message>
      <source>All classes</source>
      <translation>所有类别</translation>
    </message>
    <message>
      <source>All recordings</source>
      <translation>所有录像</translation>
    </message>
    <message>
      <source>All rows</source>
      <translation>所有行</translation>
    </message>
    <message>
      <source>Any cause</source>
      <translation>任何原因</translation>
    </message>
    <message>
      <source>Any mark</source>
      <translation>任何标记</translation>
    </message>
    <message>
      <source>Any quality</source>
      <translation>任何质量</translation>
    </message>
    <message>
      <source>Any result</source>
      <translation>任何结果</translation>
    </message>
    <message>
      <source>File, folder, class, cause, note…</source>
      <translation>文件、文件夹、类别、原因、备注…</translation>
    </message>
    <message>
      <source>Findings only</source>
      <translation>仅发现</translation>
    </message>
    <message>
      <source>Not assessed only</source>
      <translation>仅未评估</translation>
    </message>
    <message>
      <source>Quality from {0}</source>
      <translation>质量 {0} 及以上</translation>
    </message>
    <message>
      <source>Search the table</source>
      <translation>搜索表格</translation>
    </message>
    <message>
      <source>Without a mark</source>
      <translation>无标记</translation>
    </message>
  </context>
  <context>
    <name>FindingsController</name>
    <message>
      <source>A finding is split at the picture that is shown.</source>
      <translation>在当前显示的画面处拆分发现。</translation>
    </message>
    <message>
      <source>Accept {0}</source>
      <translation>接受 {0}</translation>
    </message>
    <message>
      <source>Add {0}</source>
      <translation>添加 {0}</translation>
    </message>
    <message>
      <source>Change {0} to {1}</source>
      <translation>将 {0} 改为 {1}</translation>
    </message>
    <message>
      <source>Merge {0}</source>
      <translation>合并 {0}</translation>
    </message>
    <message>
      <source>Note on {0}</source>
      <translation>{0} 的备注</translation>
    </message>
    <message>
      <source>Open {0} again</source>
      <translation>将 {0} 恢复为未决定</translation>
    </message>
    <message>
      <source>Reject {0}</source>
      <translation>拒绝 {0}</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`. The results of the AI are shown as open.</source>
      <translation>请运行 `hysteroview exam verify`。AI 的结果显示为未决定。</translation>
    </message>
    <message>
      <source>Show a picture between its beginning and its end.</source>
      <translation>请显示其开始与结束之间的画面。</translation>
    </message>
    <message>
      <source>Split {0}</source>
      <translation>拆分 {0}</translation>
    </message>
    <message>
      <source>The decisions about the findings are damaged and cannot be read.</source>
      <translation>关于发现的决定已损坏，无法读取。</translation>
    </message>
  </context>
  <context>
    <name>FindingsLink</name>
    <message>
      <source>Decisions about this recording cannot be kept.</source>
      <translation>无法保存对此录像的决定。</translation>
    </message>
    <message>
      <source>Findings are proposed when the analysis is complete.</source>
      <translation>分析完成后会列出待决定的发现。</translation>
    </message>
    <message>
      <source>The analysis goes on. Decide when it is complete.</source>
      <translation>分析仍在进行，完成后再作决定。</translation>
    </message>
    <message>
      <source>The findings are being read…</source>
      <translation>正在读取发现…</translation>
    </message>
    <message>
      <source>The findings cannot be read.</source>
      <translation>发现无法读取。</translation>
    </message>
    <message>
      <source>These are proposals of a quick pass. Analyze completely to decide.</source>
      <translation>这些是快速扫描的建议，完整分析后再作决定。</translation>
    </message>
    <message>
      <source>in the recording {0}</source>
      <translation>见于录像 {0}</translation>
    </message>
    <message>
      <source>{0}, not recorded</source>
      <translation>{0}，未录像</translation>
    </message>
  </context>
  <context>
    <name>FindingsList</name>
    <message>
      <source>95 % interval over 1 episode: {0} to {1}</source>
      <translation>按 1 次出现计算的 95 % 区间：{0} 至 {1}</translation>
    </message>
    <message>
      <source>95 % interval over the {3} best-supported of {2} episodes: {0} to {1}</source>
      <translation>按 {2} 次出现中依据最充分的 {3} 次计算的 95 % 区间：{0} 至 {1}</translation>
    </message>
    <message>
      <source>95 % interval over {2} episodes: {0} to {1}</source>
      <translation>按 {2} 次出现计算的 95 % 区间：{0} 至 {1}</translation>
    </message>
    <message>
      <source>Another model was used in this exam. `hysteroview verdict` evaluates it.</source>
      <translation>此检查使用了另一个模型，请用 `hysteroview verdict` 评价。</translation>
    </message>
    <message>
      <source>Finding</source>
      <translation>发现</translation>
    </message>
    <message>
      <source>First</source>
      <translation>首次</translation>
    </message>
    <message>
      <source>Further findings</source>
      <translation>其余发现</translation>
    </message>
    <message>
      <source>Other finding</source>
      <translation>其他发现</translation>
    </message>
    <message>
      <source>Premalignant or malignant</source>
      <translation>癌前病变或恶性</translation>
    </message>
    <message>
      <source>Probability</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>Seen</source>
      <translation>显示时长</translation>
    </message>
    <message>
      <source>Shown briefly: {0}</source>
      <translation>仅短暂显示：{0}</translation>
    </message>
    <message>
      <source>Shown for {0}, first at {1}</source>
      <translation>共显示 {0}，首次在 {1}</translation>
    </message>
    <message>
      <source>Shows its best frame in the player.</source>
      <translation>在播放器中显示其最佳帧。</translation>
    </message>
    <message>
      <source>accepted</source>
      <translation>已接受</translation>
    </message>
    <message>
      <source>added by the operator</source>
      <translation>由操作者添加</translation>
    </message>
    <message>
      <source>not decided</source>
      <translation>未决定</translation>
    </message>
    <message>
      <source>rejected</source>
      <translation>已拒绝</translation>
    </message>
    <message>
      <source>up to {0}</source>
      <translation>最高 {0}</translation>
    </message>
    <message>
      <source>{0} once, {1}, at {2}</source>
      <translation>{0} 1 次，{1}，在 {2}</translation>
    </message>
    <message>
      <source>{0} {3} times, {1} in all, first at {2}</source>
      <translation>{0} {3} 次，共 {1}，首次在 {2}</translation>
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
      <source>AI: up to {0}</source>
      <translation>AI：最高 {0}</translation>
    </message>
    <message>
      <source>Accept</source>
      <translation>接受</translation>
    </message>
    <message>
      <source>Accepted</source>
      <translation>已接受</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>添加</translation>
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
      <source>Change colors, aspect ratio and field of view if they are wrong.</source>
      <translation>如果颜色、画面比例或视野不正确，可在此更改。</translation>
    </message>
    <message>
      <source>Changes not saved yet: {0}.</source>
      <translation>尚未保存的更改：{0}。</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
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
      <source>FROZEN</source>
      <translation>已冻结</translation>
    </message>
    <message>
      <source>Figures of the program</source>
      <translation>运行数据</translation>
    </message>
    <message>
      <source>Findings to decide on</source>
      <translation>待决定的发现</translation>
    </message>
    <message>
      <source>Key {0}</source>
      <translation>按键 {0}</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>No findings to decide on.</source>
      <translation>没有待决定的发现。</translation>
    </message>
    <message>
      <source>Not decided</source>
      <translation>未决定</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>备注</translation>
    </message>
    <message>
      <source>Note on the finding</source>
      <translation>对发现的备注</translation>
    </message>
    <message>
      <source>Nothing is a finding until it is accepted.</source>
      <translation>在被接受之前，任何结果都不是发现。</translation>
    </message>
    <message>
      <source>Open again</source>
      <translation>恢复为未决定</translation>
    </message>
    <message>
      <source>Other finding</source>
      <translation>其他发现</translation>
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
      <source>Picture of the source</source>
      <translation>信号源的画面</translation>
    </message>
    <message>
      <source>Premalignant or malignant: {0}</source>
      <translation>癌前病变或恶性：{0}</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Reject</source>
      <translation>拒绝</translation>
    </message>
    <message>
      <source>Rejected</source>
      <translation>已拒绝</translation>
    </message>
    <message>
      <source>Shows rates, latency and losses below the picture.</source>
      <translation>在画面下方显示帧率、延迟和丢帧。</translation>
    </message>
    <message>
      <source>Split here</source>
      <translation>在此处拆分</translation>
    </message>
    <message>
      <source>The AI said {0}</source>
      <translation>AI 判断为 {0}</translation>
    </message>
    <message>
      <source>The result is that of the frozen picture.</source>
      <translation>结果对应已冻结的画面。</translation>
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
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>added by the operator</source>
      <translation>由操作者添加</translation>
    </message>
    <message>
      <source>{0} to {1}</source>
      <translation>{0} 至 {1}</translation>
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
    <name>Happened</name>
    <message>
      <source>AI shown without an own assessment. AI: {0}</source>
      <translation>医生未先判断即显示了 AI 结果。AI：{0}</translation>
    </message>
    <message>
      <source>Mark {0}</source>
      <translation>标记 {0}</translation>
    </message>
    <message>
      <source>No signal</source>
      <translation>无信号</translation>
    </message>
    <message>
      <source>Own assessment: {0}. AI: {1}</source>
      <translation>医生判断：{0}。AI：{1}</translation>
    </message>
    <message>
      <source>Snapshot {0}</source>
      <translation>采图 {0}</translation>
    </message>
    <message>
      <source>normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
  </context>
  <context>
    <name>HeatmapLink</name>
    <message>
      <source>Heatmap of {0}, {1} in this frame alone · computed now by {2}</source>
      <translation>{0} 的热力图，仅此一帧 {1} · 由 {2} 现在计算</translation>
    </message>
    <message>
      <source>Heatmap: computing…</source>
      <translation>热力图：正在计算…</translation>
    </message>
    <message>
      <source>Heatmap: starting the AI…</source>
      <translation>热力图：正在启动 AI…</translation>
    </message>
    <message>
      <source>No heatmap: the AI cannot be started.</source>
      <translation>无热力图：无法启动 AI。</translation>
    </message>
    <message>
      <source>No heatmap: the class {0} has none</source>
      <translation>无热力图：类别 {0} 没有热力图</translation>
    </message>
    <message>
      <source>No heatmap: this frame alone is not assessed ({0})</source>
      <translation>无热力图：此帧单独未评估（{0}）</translation>
    </message>
    <message>
      <source>No heatmap: unlike everything that the model knows</source>
      <translation>无热力图：与模型所知的一切都不相似</translation>
    </message>
    <message>
      <source>The heatmap is computed when the recording stops.</source>
      <translation>停止播放后计算热力图。</translation>
    </message>
    <message>
      <source>The results of this recording are by another model: {0}</source>
      <translation>本录像的结果来自另一模型：{0}</translation>
    </message>
    <message>
      <source>The results of this recording are by another version of {0}</source>
      <translation>本录像的结果来自 {0} 的另一版本</translation>
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
    <name>LesionForm</name>
    <message>
      <source>Benign</source>
      <translation>良性</translation>
    </message>
    <message>
      <source>Date of the result</source>
      <translation>结果日期</translation>
    </message>
    <message>
      <source>Describe the other result in the text of the report.</source>
      <translation>请在报告内容中说明其他结果。</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>描述</translation>
    </message>
    <message>
      <source>Findings that show it</source>
      <translation>显示该病灶的发现</translation>
    </message>
    <message>
      <source>Label of the jar</source>
      <translation>标本瓶标签</translation>
    </message>
    <message>
      <source>Not entered</source>
      <translation>未录入</translation>
    </message>
    <message>
      <source>Pathology result</source>
      <translation>病理结果</translation>
    </message>
    <message>
      <source>Pictures that show it</source>
      <translation>显示该病灶的图片</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>部位</translation>
    </message>
    <message>
      <source>Premalignant or malignant</source>
      <translation>癌前或恶性</translation>
    </message>
    <message>
      <source>Side not known</source>
      <translation>良恶性不明</translation>
    </message>
    <message>
      <source>Side of this result</source>
      <translation>此结果的良恶性</translation>
    </message>
    <message>
      <source>Size in mm, by estimate</source>
      <translation>大小（mm，目测）</translation>
    </message>
    <message>
      <source>Snapshot {0}</source>
      <translation>采图 {0}</translation>
    </message>
    <message>
      <source>Text of the report</source>
      <translation>报告内容</translation>
    </message>
    <message>
      <source>The date of the result is YYYY-MM-DD, or empty.</source>
      <translation>结果日期格式为 YYYY-MM-DD，可留空。</translation>
    </message>
    <message>
      <source>The size is a number of mm, at most {0}.</source>
      <translation>大小为毫米数，最大 {0}。</translation>
    </message>
    <message>
      <source>Tissue was taken</source>
      <translation>已取组织</translation>
    </message>
    <message>
      <source>What you call it</source>
      <translation>您的判断</translation>
    </message>
    <message>
      <source>YYYY-MM-DD, or empty</source>
      <translation>YYYY-MM-DD，可留空</translation>
    </message>
  </context>
  <context>
    <name>Lesions</name>
    <message>
      <source>Another lesion</source>
      <translation>其他病灶</translation>
    </message>
    <message>
      <source>Another result</source>
      <translation>其他结果</translation>
    </message>
    <message>
      <source>No result yet</source>
      <translation>尚无结果</translation>
    </message>
    <message>
      <source>No tissue taken</source>
      <translation>未取组织</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>Normal tissue</source>
      <translation>正常组织</translation>
    </message>
    <message>
      <source>Not called</source>
      <translation>未判断</translation>
    </message>
    <message>
      <source>Not enough tissue for a diagnosis</source>
      <translation>组织不足，无法诊断</translation>
    </message>
    <message>
      <source>Pathology pending</source>
      <translation>待病理</translation>
    </message>
    <message>
      <source>Pathology: {0}</source>
      <translation>病理：{0}</translation>
    </message>
    <message>
      <source>jar {0}</source>
      <translation>标本瓶 {0}</translation>
    </message>
    <message>
      <source>{0} mm</source>
      <translation>{0} mm</translation>
    </message>
  </context>
  <context>
    <name>LesionsDialog</name>
    <message>
      <source>Add lesion</source>
      <translation>添加病灶</translation>
    </message>
    <message>
      <source>Ctrl+N</source>
      <translation>Ctrl+N</translation>
    </message>
    <message>
      <source>Entered for the whole exam: {0}</source>
      <translation>已为整个检查录入：{0}</translation>
    </message>
    <message>
      <source>Lesions and pathology</source>
      <translation>病灶与病理</translation>
    </message>
    <message>
      <source>Lesions of this exam</source>
      <translation>此检查的病灶</translation>
    </message>
    <message>
      <source>No lesion is entered. “Add lesion” enters the first one.</source>
      <translation>尚未录入病灶。点击“添加病灶”录入第一个。</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Takes back what was saved last; the exam's log keeps both.</source>
      <translation>撤回上次保存的内容；检查日志保留两者。</translation>
    </message>
    <message>
      <source>Undo last entry</source>
      <translation>撤销上次录入</translation>
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
    <message>
      <source>“{0}” needs an exam. Nothing is saved while viewing.</source>
      <translation>“{0}”仅在检查中可用。仅查看时不保存任何内容。</translation>
    </message>
    <message>
      <source>“{0}” needs an exam. Only snapshots are saved, in {1}.</source>
      <translation>“{0}”仅在检查中可用。现在只保存采图，位于 {1}。</translation>
    </message>
  </context>
  <context>
    <name>LiveController</name>
    <message>
      <source>No snapshot was taken: the recording has ended.</source>
      <translation>未拍摄采图：录像已播放完毕。</translation>
    </message>
    <message>
      <source>No snapshot was taken: there is no signal.</source>
      <translation>未拍摄采图：没有信号。</translation>
    </message>
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
    <message>
      <source>“Snapshot without a signal” in Settings allows it, with a mark.</source>
      <translation>可在“设置”的“无信号时的采图”中允许，采图会带标记。</translation>
    </message>
  </context>
  <context>
    <name>LiveNotices</name>
    <message>
      <source>Clip of {0:.0f} s saved</source>
      <translation>已保存 {0:.0f} 秒的片段</translation>
    </message>
    <message>
      <source>Nothing was assessed for 10 s. Check the colors, the aspect ratio and the field of view of this source.</source>
      <translation>已有 10 秒没有任何画面得到评估。请检查此信号源的颜色、画面比例和视野。</translation>
    </message>
    <message>
      <source>Nothing was assessed for 10 s: the picture looks like a test card. Check whether the camera is connected, and the colors of this source.</source>
      <translation>已有 10 秒未能评估：画面看起来像测试卡。请检查摄像机是否已连接，以及此信号源的颜色设置。</translation>
    </message>
    <message>
      <source>Picture…</source>
      <translation>画面…</translation>
    </message>
    <message>
      <source>Snapshot {0} could not be saved on the first disk. It is in {1}.</source>
      <translation>采图 {0} 无法保存到第一块磁盘，已保存在 {1}。</translation>
    </message>
    <message>
      <source>Snapshot {0} saved in {1}, without an exam</source>
      <translation>采图 {0} 已保存到 {1}，不属于任何检查</translation>
    </message>
    <message>
      <source>Snapshot {0} shows the last picture. It is marked “{1}”.</source>
      <translation>采图 {0} 是最后一帧画面，已标记“{1}”。</translation>
    </message>
    <message>
      <source>{0} has failed. The analysis continues with {1}.</source>
      <translation>{0} 发生故障，分析改用 {1} 继续进行。</translation>
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
      <source>Not all snapshots could be saved in time.</source>
      <translation>未能及时保存全部采图。</translation>
    </message>
  </context>
  <context>
    <name>Message</name>
    <message>
      <source>A camera of the same kind ({0}) is connected, but with another serial number or at another port.</source>
      <translation>已连接同型号摄像设备（{0}），但序列号或接口不同。</translation>
    </message>
    <message>
      <source>A picture could not be exported: what was written is not what is read back.</source>
      <translation>图像无法导出：写入的内容与读回的不一致。</translation>
    </message>
    <message>
      <source>A picture in {0} is damaged or in a format that cannot be decoded.</source>
      <translation>{0} 中有一张图片已损坏，或其格式无法解码。</translation>
    </message>
    <message>
      <source>A picture of the report is neither PNG nor JPEG.</source>
      <translation>报告中的一幅图像既不是 PNG 也不是 JPEG。</translation>
    </message>
    <message>
      <source>A picture of {0} is missing.</source>
      <translation>{0} 的图像缺失。</translation>
    </message>
    <message>
      <source>A picture that was to be changed is not in this exam.</source>
      <translation>要修改的图片不在本次检查中。</translation>
    </message>
    <message>
      <source>A report has no field “{0}”.</source>
      <translation>报告没有“{0}”这一字段。</translation>
    </message>
    <message>
      <source>A weight of the model ({0}) is too large for half precision.</source>
      <translation>模型的权重（{0}）过大，不能用半精度表示。</translation>
    </message>
    <message>
      <source>A worker cannot read recordings from {0}, port {1}.</source>
      <translation>工作进程无法从 {0} 的端口 {1} 读取录像。</translation>
    </message>
    <message>
      <source>A worker does not see {0}.</source>
      <translation>有一个工作进程看不到 {0}。</translation>
    </message>
    <message>
      <source>A worker has another model under the name {0}.</source>
      <translation>某个工作进程中名为 {0} 的模型与此处不同。</translation>
    </message>
    <message>
      <source>A worker has another version of the program, or has not installed it.</source>
      <translation>有一个工作进程的程序版本不同，或未安装本程序。</translation>
    </message>
    <message>
      <source>A worker has version {0} of the program, not {1}.</source>
      <translation>某个工作进程的程序版本为 {0}，而不是 {1}。</translation>
    </message>
    <message>
      <source>A worker may not start the process of the network.</source>
      <translation>有一个工作进程无权启动网络模型的进程。</translation>
    </message>
    <message>
      <source>A worker needed more than {0} s for a part and was restarted.</source>
      <translation>有一个工作进程处理一个片段超过 {0} 秒，已被重新启动。</translation>
    </message>
    <message>
      <source>ACTIVE; or {0}, which have no label. No result. This does not mean benign.</source>
      <translation>ACTIVE；或 {0}，这些没有类别。无结果。这并不表示良性。</translation>
    </message>
    <message>
      <source>Addresses of this kind are not supported.</source>
      <translation>不支持此类地址。</translation>
    </message>
    <message>
      <source>An address that begins with {0}:// needs a port number.</source>
      <translation>以 {0}:// 开头的地址需要端口号。</translation>
    </message>
    <message>
      <source>An error in the program stopped the session. Restart the program; the details are in its log.</source>
      <translation>程序错误，画面和分析已停止。请重新启动程序；详细信息见程序日志。</translation>
    </message>
    <message>
      <source>An error in the program: the recording or the exam record may be incomplete from now on. The live picture continues. Restart the program as soon as possible; the details are in its log.</source>
      <translation>程序错误：录像或检查记录从现在起可能不完整。实时画面继续。请尽快重新启动程序；详细信息见程序日志。</translation>
    </message>
    <message>
      <source>An exam of the worklist cannot be read.</source>
      <translation>工作列表中有一项检查无法读取。</translation>
    </message>
    <message>
      <source>Analyze it with `hysteroview archive`, or open it without --results.</source>
      <translation>请先用 `hysteroview archive` 分析，或不带 --results 打开。</translation>
    </message>
    <message>
      <source>Another HysteroView is using these exams.</source>
      <translation>另一个 HysteroView 正在使用这些检查。</translation>
    </message>
    <message>
      <source>Another HysteroView is using these exams; here they are read-only.</source>
      <translation>另一个 HysteroView 正在使用这些检查，此处只能查看。</translation>
    </message>
    <message>
      <source>Another camera is connected in its place: {0}, not {1}.</source>
      <translation>原位置连接了另一台摄像设备：{0}，而不是 {1}。</translation>
    </message>
    <message>
      <source>Another program is analyzing into this folder of results.</source>
      <translation>另一程序正在向此结果文件夹写入分析结果。</translation>
    </message>
    <message>
      <source>Another program is changing the settings.</source>
      <translation>另一个程序正在更改设置。</translation>
    </message>
    <message>
      <source>Ask for the class to be switched on.</source>
      <translation>请要求管理方启用这一类对象。</translation>
    </message>
    <message>
      <source>Ask who runs it.</source>
      <translation>请询问其管理方。</translation>
    </message>
    <message>
      <source>Ask who runs the archive.</source>
      <translation>请询问归档系统的管理方。</translation>
    </message>
    <message>
      <source>Ask who runs the hospital's system.</source>
      <translation>请询问医院系统的管理方。</translation>
    </message>
    <message>
      <source>Ask your administrator for permission to read it, or choose another folder.</source>
      <translation>请向管理员申请读取权限，或选择其他文件夹。</translation>
    </message>
    <message>
      <source>Ask your administrator for permission to read it.</source>
      <translation>请向管理员申请读取权限。</translation>
    </message>
    <message>
      <source>Building the {0} engine for {1}: this can take a few seconds, the first time only.</source>
      <translation>正在为 {1} 构建 {0} 引擎：可能需要几秒钟，仅首次需要。</translation>
    </message>
    <message>
      <source>Building the {0} engine for {1}: this can take several minutes, the first time only.</source>
      <translation>正在为 {1} 构建 {0} 引擎：可能需要几分钟，仅首次需要。</translation>
    </message>
    <message>
      <source>Building the {0} engine: {1}, {2} of {3}; {4} s so far.</source>
      <translation>正在构建 {0} 引擎：{1}，第 {2} 步，共 {3} 步；已用 {4} 秒。</translation>
    </message>
    <message>
      <source>CUDA is installed but does not load: {0}.</source>
      <translation>CUDA 已安装但无法加载：{0}。</translation>
    </message>
    <message>
      <source>Check address, port and AE titles of this archive in the settings.</source>
      <translation>请在设置中检查该归档的地址、端口和 AE 标题。</translation>
    </message>
    <message>
      <source>Check address, port and AE titles of this archive in the settings. It may expect an encrypted connection.</source>
      <translation>请在设置中检查该归档的地址、端口和 AE 标题。它可能要求加密连接。</translation>
    </message>
    <message>
      <source>Check focus and distension, and clean the lens.</source>
      <translation>请检查对焦和膨宫情况，并清洁镜头。</translation>
    </message>
    <message>
      <source>Check its cable, and that no other program is using it.</source>
      <translation>请检查连接线，并确认没有其他程序正在使用它。</translation>
    </message>
    <message>
      <source>Check its driver and libraries.</source>
      <translation>请检查驱动程序和运行库。</translation>
    </message>
    <message>
      <source>Check that it accepts C-GET from this computer, or choose another way in the settings of this archive.</source>
      <translation>请确认它接受本机的 C-GET，或在该归档的设置中选择其他方式。</translation>
    </message>
    <message>
      <source>Check that it accepts C-MOVE from this computer, or choose another way in the settings of this archive.</source>
      <translation>请确认它接受本机的 C-MOVE，或在该归档的设置中选择其他方式。</translation>
    </message>
    <message>
      <source>Check that it is connected and sending.</source>
      <translation>请检查是否已连接并有信号输出。</translation>
    </message>
    <message>
      <source>Check that it is switched on and sending.</source>
      <translation>请检查是否已开机并有信号输出。</translation>
    </message>
    <message>
      <source>Check that it knows the certificate of this computer.</source>
      <translation>请检查它是否认可本机的证书。</translation>
    </message>
    <message>
      <source>Check that it runs, and that no firewall is in between.</source>
      <translation>请检查它是否在运行，以及中间是否有防火墙。</translation>
    </message>
    <message>
      <source>Check that its disk is connected, or copy the file to another one.</source>
      <translation>请检查其所在磁盘是否已连接，或将文件复制到其他磁盘。</translation>
    </message>
    <message>
      <source>Check that its disk or share is connected; then run this command again.</source>
      <translation>请检查其所在磁盘或网络共享是否已连接，然后重新运行此命令。</translation>
    </message>
    <message>
      <source>Check that the archive has the address of this computer with the AE title {0} and port {1}, and that no firewall is in between.</source>
      <translation>请确认归档中登记了本机的地址、AE 标题 {0} 和端口 {1}，且中间没有防火墙。</translation>
    </message>
    <message>
      <source>Check that the archive has the address of this computer with the AE title {0} and port {1}, and that no firewall is in between. It has to encrypt what it sends there, and to show its certificate.</source>
      <translation>请检查归档是否已登记本机地址、AE 标题 {0} 和端口 {1}，且中间没有防火墙阻挡。归档必须对发送到此处的数据加密，并出示其证书。</translation>
    </message>
    <message>
      <source>Check that the archive uses TLS on this port, and the certificates in the settings.</source>
      <translation>请检查归档在此端口是否使用 TLS，以及设置中的证书。</translation>
    </message>
    <message>
      <source>Check that the disk is connected; then run the same command again.</source>
      <translation>请确认磁盘已连接，然后再次运行同一命令。</translation>
    </message>
    <message>
      <source>Check that the folder for temporary files of this program can be written.</source>
      <translation>请确认本程序的临时文件夹可写。</translation>
    </message>
    <message>
      <source>Check that the right input is selected, and set the field of view.</source>
      <translation>请检查所选输入是否正确，并设置视野范围。</translation>
    </message>
    <message>
      <source>Check that this computer may fetch studies from it.</source>
      <translation>请检查本机是否有权从中调取检查。</translation>
    </message>
    <message>
      <source>Check that this computer may query the archive.</source>
      <translation>请检查本机是否有权查询该归档系统。</translation>
    </message>
    <message>
      <source>Check that you have permission to read and write the folder.</source>
      <translation>请检查您是否有读写该文件夹的权限。</translation>
    </message>
    <message>
      <source>Check that you have permission to write in the folder of the settings.</source>
      <translation>请检查您是否有权写入设置文件夹。</translation>
    </message>
    <message>
      <source>Check that you have permission to write to {0}, or choose another folder with --output.</source>
      <translation>请检查您是否有写入 {0} 的权限，或用 --output 选择其他文件夹。</translation>
    </message>
    <message>
      <source>Check that you may write to the folder of the results, and its free space.</source>
      <translation>请确认您有权写入结果文件夹，并检查剩余空间。</translation>
    </message>
    <message>
      <source>Check that {0} can be read.</source>
      <translation>请检查是否可以读取 {0}。</translation>
    </message>
    <message>
      <source>Check the AE title of the archive in the settings.</source>
      <translation>请在设置中检查归档的 AE 标题。</translation>
    </message>
    <message>
      <source>Check the address in the settings.</source>
      <translation>请在设置中检查地址。</translation>
    </message>
    <message>
      <source>Check the address of DICOMweb of this archive in the settings.</source>
      <translation>请在设置中检查该归档的 DICOMweb 地址。</translation>
    </message>
    <message>
      <source>Check the address, that `dask scheduler` is running there, and with TLS the certificates.</source>
      <translation>请检查地址、该处是否正在运行 `dask scheduler`，使用 TLS 时还请检查证书。</translation>
    </message>
    <message>
      <source>Check the address, the cable, and that the sender is switched on.</source>
      <translation>请检查地址、连接线，并确认发送端已开机。</translation>
    </message>
    <message>
      <source>Check the camera, the capture device and the cable between them.</source>
      <translation>请检查摄像机、采集设备及其连接线。</translation>
    </message>
    <message>
      <source>Check the certificates of this archive in the settings.</source>
      <translation>请在设置中检查该归档的证书。</translation>
    </message>
    <message>
      <source>Check the certificates of this archive in the settings. The key must have no passphrase.</source>
      <translation>请在设置中检查该归档的证书。密钥不能有口令。</translation>
    </message>
    <message>
      <source>Check the disk of the exam folder. If the file is damaged, delete the folder “outbox” in it and send again: the exams themselves are not in it.</source>
      <translation>请检查检查文件夹所在的磁盘。如果文件已损坏，请删除其中的“outbox”文件夹并重新发送：检查本身不在其中。</translation>
    </message>
    <message>
      <source>Check the disk, and that you have permission to read the file.</source>
      <translation>请检查磁盘，以及您是否有权读取该文件。</translation>
    </message>
    <message>
      <source>Check the disk, and whether there is room on it.</source>
      <translation>请检查磁盘及其剩余空间。</translation>
    </message>
    <message>
      <source>Check the disk, or choose another.</source>
      <translation>请检查磁盘，或更换磁盘。</translation>
    </message>
    <message>
      <source>Check the disk.</source>
      <translation>请检查磁盘。</translation>
    </message>
    <message>
      <source>Check the field of view: gray parts of its surroundings must lie outside.</source>
      <translation>请检查视野范围：周围的灰色部分应在视野范围之外。</translation>
    </message>
    <message>
      <source>Check the file with the credentials for DICOMweb in the settings of this archive.</source>
      <translation>请在该归档的设置中检查 DICOMweb 凭据文件。</translation>
    </message>
    <message>
      <source>Check the file with the credentials for DICOMweb in the settings.</source>
      <translation>请在设置中检查 DICOMweb 凭据文件。</translation>
    </message>
    <message>
      <source>Check the name and the folder.</source>
      <translation>请检查名称和文件夹。</translation>
    </message>
    <message>
      <source>Check the name; addresses begin with rtsp://, for example.</source>
      <translation>请检查名称；地址以例如 rtsp:// 开头。</translation>
    </message>
    <message>
      <source>Check the network and its cables, and the load of this computer.</source>
      <translation>请检查网络及其线缆，以及本机的负载。</translation>
    </message>
    <message>
      <source>Check the network and the firewall of this machine (--stream-port); then run the same command again.</source>
      <translation>请检查网络和本机的防火墙（--stream-port）；然后再次运行同一命令。</translation>
    </message>
    <message>
      <source>Check the network, and that the recording does not change meanwhile.</source>
      <translation>请检查网络，并确认录像在此期间没有被更改。</translation>
    </message>
    <message>
      <source>Check the patient's ID.</source>
      <translation>请核对患者编号。</translation>
    </message>
    <message>
      <source>Check the picture and the field of view.</source>
      <translation>请检查画面和视野范围。</translation>
    </message>
    <message>
      <source>Check the texts of the exam, and what is burned into its pictures.</source>
      <translation>请检查检查记录中的文字，以及图像中叠印的内容。</translation>
    </message>
    <message>
      <source>Check the texts of the exam.</source>
      <translation>请检查本次检查的文字。</translation>
    </message>
    <message>
      <source>Check the worklist in the settings, and that its server is reachable, or enter the patient by hand.</source>
      <translation>请检查工作列表设置及服务器连接，或手动输入患者。</translation>
    </message>
    <message>
      <source>Choose CSV or JSON, or install HysteroView with the extra “parquet”.</source>
      <translation>请选择 CSV 或 JSON，或安装 HysteroView 时附带“parquet”组件。</translation>
    </message>
    <message>
      <source>Choose a PNG, JPEG, BMP, TIFF or WebP image.</source>
      <translation>请选择 PNG、JPEG、BMP、TIFF 或 WebP 图片。</translation>
    </message>
    <message>
      <source>Choose a disk that supports larger files.</source>
      <translation>请选择支持更大文件的磁盘。</translation>
    </message>
    <message>
      <source>Choose a folder on a disk of this computer. Finished exams can be exported to the share.</source>
      <translation>请选择本机磁盘上的文件夹。已结束的检查可以导出到网络共享。</translation>
    </message>
    <message>
      <source>Choose a folder on a disk that is not write-protected.</source>
      <translation>请选择未写保护的磁盘上的文件夹。</translation>
    </message>
    <message>
      <source>Choose a folder or a DICOMDIR with pictures or videos of endoscopy.</source>
      <translation>请选择包含内镜图片或视频的文件夹或 DICOMDIR。</translation>
    </message>
    <message>
      <source>Choose a folder that you have permission to write to.</source>
      <translation>请选择您有写入权限的文件夹。</translation>
    </message>
    <message>
      <source>Choose a folder with PNG, JPEG, BMP, TIFF or WebP images, or a video file.</source>
      <translation>请选择包含 PNG、JPEG、BMP、TIFF 或 WebP 图片的文件夹，或视频文件。</translation>
    </message>
    <message>
      <source>Choose a picture or a video of endoscopy, or export it again from its archive.</source>
      <translation>请选择内镜图片或视频，或从归档系统重新导出。</translation>
    </message>
    <message>
      <source>Choose a shorter name.</source>
      <translation>请使用较短的名称。</translation>
    </message>
    <message>
      <source>Choose a source with pictures.</source>
      <translation>请选择有画面的信号源。</translation>
    </message>
    <message>
      <source>Choose a table that `hysteroview analyze --csv` wrote, and the same model.</source>
      <translation>请选择由 `hysteroview analyze --csv` 生成的表格及同一模型。</translation>
    </message>
    <message>
      <source>Choose a video file, or a PNG, JPEG, BMP, TIFF or WebP image.</source>
      <translation>请选择视频文件，或 PNG、JPEG、BMP、TIFF、WebP 图片。</translation>
    </message>
    <message>
      <source>Choose a video file.</source>
      <translation>请选择视频文件。</translation>
    </message>
    <message>
      <source>Choose a video file. Copy the file again from its origin; a recording that was cut off may need repair.</source>
      <translation>请选择视频文件。请从原处重新复制；中断的录像可能需要修复。</translation>
    </message>
    <message>
      <source>Choose an empty folder; --from copies the exams of another store into it.</source>
      <translation>请选择空文件夹；用 --from 可把其他检查库复制进来。</translation>
    </message>
    <message>
      <source>Choose another exam.</source>
      <translation>请选择其他检查。</translation>
    </message>
    <message>
      <source>Choose another folder with --store.</source>
      <translation>请用 --store 选择其他文件夹。</translation>
    </message>
    <message>
      <source>Choose another folder.</source>
      <translation>请选择其他文件夹。</translation>
    </message>
    <message>
      <source>Choose another format, and report this.</source>
      <translation>请选择其他格式，并报告此问题。</translation>
    </message>
    <message>
      <source>Choose another frame.</source>
      <translation>请选择其他帧。</translation>
    </message>
    <message>
      <source>Choose another model folder, or copy this one again from its origin.</source>
      <translation>请选择其他模型文件夹，或从原处重新复制。</translation>
    </message>
    <message>
      <source>Choose another model with --model, or install a runtime.</source>
      <translation>请用 --model 选择其他模型，或安装推理引擎。</translation>
    </message>
    <message>
      <source>Choose another name, or delete it first.</source>
      <translation>请换一个名称，或先删除它。</translation>
    </message>
    <message>
      <source>Choose another name.</source>
      <translation>请使用其他名称。</translation>
    </message>
    <message>
      <source>Choose another one, or enter the patient by hand.</source>
      <translation>请选择其他申请，或手工录入患者。</translation>
    </message>
    <message>
      <source>Choose another one: `hysteroview model back`, or `hysteroview model use built-in`.</source>
      <translation>请另选一个：`hysteroview model back`，或 `hysteroview model use built-in`。</translation>
    </message>
    <message>
      <source>Choose another port for earlier exams in the settings.</source>
      <translation>请在设置中为既往检查选择另一个端口。</translation>
    </message>
    <message>
      <source>Choose another port for storage commitment in the settings.</source>
      <translation>请在设置中为存储承诺选择另一个端口。</translation>
    </message>
    <message>
      <source>Choose another port with --stream-port.</source>
      <translation>请用 --stream-port 选择其他端口。</translation>
    </message>
    <message>
      <source>Choose another runtime or model, and report this.</source>
      <translation>请选择其他运行时或模型，并报告此问题。</translation>
    </message>
    <message>
      <source>Choose another runtime.</source>
      <translation>请选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Choose another source.</source>
      <translation>请选择其他信号源。</translation>
    </message>
    <message>
      <source>Choose auto, {0}, or a row of `hysteroview runtimes`.</source>
      <translation>请选择 auto、{0}，或 `hysteroview runtimes` 列出的一项。</translation>
    </message>
    <message>
      <source>Choose files that were exported as DICOM.</source>
      <translation>请选择以 DICOM 导出的文件。</translation>
    </message>
    <message>
      <source>Choose one of the files.</source>
      <translation>请选择其中一个文件。</translation>
    </message>
    <message>
      <source>Choose one of them with --clip.</source>
      <translation>请用 --clip 选择其中之一。</translation>
    </message>
    <message>
      <source>Choose one of these numbers.</source>
      <translation>请从这些编号中选择。</translation>
    </message>
    <message>
      <source>Choose one of these.</source>
      <translation>请选择其中之一。</translation>
    </message>
    <message>
      <source>Choose one of: {0}.</source>
      <translation>请选择其中之一：{0}。</translation>
    </message>
    <message>
      <source>Choose one: `hysteroview model use built-in`, or the name of another.</source>
      <translation>请选择一个：`hysteroview model use built-in`，或其他模型的名称。</translation>
    </message>
    <message>
      <source>Choose single precision.</source>
      <translation>请选择单精度。</translation>
    </message>
    <message>
      <source>Choose the folder of the old exams.</source>
      <translation>请选择原有检查所在的文件夹。</translation>
    </message>
    <message>
      <source>Close it, and try again.</source>
      <translation>请将其关闭，然后重试。</translation>
    </message>
    <message>
      <source>Close other programs that use the GPU, or choose another runtime.</source>
      <translation>请关闭其他使用显卡的程序，或选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Close the other program that is using the exams.</source>
      <translation>请关闭正在使用这些检查的其他程序。</translation>
    </message>
    <message>
      <source>Close the other program.</source>
      <translation>请关闭另一个程序。</translation>
    </message>
    <message>
      <source>Connect its disk again.</source>
      <translation>请重新连接其所在磁盘。</translation>
    </message>
    <message>
      <source>Connect its disk, or choose another folder.</source>
      <translation>请连接其所在磁盘，或选择其他文件夹。</translation>
    </message>
    <message>
      <source>Connect its disk, or create the folder first.</source>
      <translation>请连接其所在磁盘，或先创建该文件夹。</translation>
    </message>
    <message>
      <source>Connect the camera that was used before at its port again.</source>
      <translation>请将之前使用的摄像设备重新连接到原接口。</translation>
    </message>
    <message>
      <source>Connect the camera to the capture device.</source>
      <translation>请将摄像机连接到采集设备。</translation>
    </message>
    <message>
      <source>Connect the share on all machines under the same path, or use --stream.</source>
      <translation>请在所有计算机上以相同路径连接该网络共享，或使用 --stream。</translation>
    </message>
    <message>
      <source>Convert it to an MP4 file with H.264 video.</source>
      <translation>请转换为 H.264 编码的 MP4 文件。</translation>
    </message>
    <message>
      <source>Convert it, for example with `dcmconv +te`, or export it again without that.</source>
      <translation>请转换，例如使用 `dcmconv +te`，或重新导出为未整体压缩的文件。</translation>
    </message>
    <message>
      <source>Convert it, for example with `gdcmconv --raw`, or export it as JPEG.</source>
      <translation>请转换文件（例如用 `gdcmconv --raw`），或导出为 JPEG。</translation>
    </message>
    <message>
      <source>Copy it again from its origin, or export it again from its archive.</source>
      <translation>请从来源处重新复制，或从归档系统重新导出。</translation>
    </message>
    <message>
      <source>Copy the file again from its origin; a recording that was cut off may need repair.</source>
      <translation>请从原处重新复制；中断的录像可能需要修复。</translation>
    </message>
    <message>
      <source>Copy the same bundle to all machines.</source>
      <translation>请将同一模型包复制到所有计算机。</translation>
    </message>
    <message>
      <source>Copy what it needs into the folder of the templates.</source>
      <translation>请将所需内容复制到模板文件夹中。</translation>
    </message>
    <message>
      <source>CoreML compiles the model; the first time this can take a minute.</source>
      <translation>CoreML 正在编译模型，首次可能需要一分钟。</translation>
    </message>
    <message>
      <source>Correct it, or leave --template and the folder in the settings out.</source>
      <translation>请更正模板，或不使用 --template 和设置中的文件夹。</translation>
    </message>
    <message>
      <source>Correct it; each line of its table [keys] is a public key = a name.</source>
      <translation>请更正该文件；其 [keys] 表的每一行为“公钥 = 名称”。</translation>
    </message>
    <message>
      <source>Correct the patient's ID first.</source>
      <translation>请先更正患者编号。</translation>
    </message>
    <message>
      <source>Create the folder first, or choose another.</source>
      <translation>请先创建该文件夹，或选择其他文件夹。</translation>
    </message>
    <message>
      <source>Credentials are not sent over a connection without encryption.</source>
      <translation>不会通过未加密的连接发送凭据。</translation>
    </message>
    <message>
      <source>Delete it; the program creates it again.</source>
      <translation>请删除它，程序会重新生成。</translation>
    </message>
    <message>
      <source>Delete some of your files to get below your disk quota, or choose another disk.</source>
      <translation>请删除部分文件以低于磁盘配额，或选择其他磁盘。</translation>
    </message>
    <message>
      <source>Do not send videos to this archive (`video` in the settings).</source>
      <translation>请不要向该归档发送视频（设置中的 `video`）。</translation>
    </message>
    <message>
      <source>Do not use it here.</source>
      <translation>请勿在此计算机上使用。</translation>
    </message>
    <message>
      <source>Do not use it. Get it again from its origin.</source>
      <translation>请勿使用。请从来源重新获取。</translation>
    </message>
    <message>
      <source>Earlier exams are found by the patient's ID, and this exam has none.</source>
      <translation>既往检查按患者编号查找，而该检查没有患者编号。</translation>
    </message>
    <message>
      <source>End it first.</source>
      <translation>请先结束检查。</translation>
    </message>
    <message>
      <source>Enter an address such as rtsp://10.0.0.5/live, udp://0.0.0.0:5004, rtp://0.0.0.0:5004, srt://10.0.0.5:9000 or http://10.0.0.5:8080/live.ts.</source>
      <translation>请输入地址，例如 rtsp://10.0.0.5/live、udp://0.0.0.0:5004、rtp://0.0.0.0:5004、srt://10.0.0.5:9000 或 http://10.0.0.5:8080/live.ts。</translation>
    </message>
    <message>
      <source>Enter an address such as rtsp://10.0.0.5/live, udp://0.0.0.0:5004, rtp://0.0.0.0:5004, srt://10.0.0.5:9000 or http://10.0.0.5:8080/live.ts. In user name, password and path, write @ as %40, # as %23, / as %2F and ? as %3F.</source>
      <translation>请输入地址，例如 rtsp://10.0.0.5/live、udp://0.0.0.0:5004、rtp://0.0.0.0:5004、srt://10.0.0.5:9000 或 http://10.0.0.5:8080/live.ts。在用户名、密码和路径中，请将 @ 写作 %40，# 写作 %23，/ 写作 %2F，? 写作 %3F。</translation>
    </message>
    <message>
      <source>Enter certificate and private key of this computer in the settings of this archive, or choose another way to fetch earlier exams.</source>
      <translation>请在此归档的设置中填写本机的证书和私钥，或选择其他方式调取既往检查。</translation>
    </message>
    <message>
      <source>Enter for example camera:0 or camera:/dev/video0?size=1920x1080&amp;fps=60&amp;format=MJPG; `hysteroview sources` lists the connected devices.</source>
      <translation>请输入例如 camera:0 或 camera:/dev/video0?size=1920x1080&amp;fps=60&amp;format=MJPG；`hysteroview sources` 可列出已连接的设备。</translation>
    </message>
    <message>
      <source>Enter for example phantom:?seed=7&amp;lesion=EP&amp;size=1280x720&amp;fps=30, with lesion none, EH, AH, EC, EP or SM; blood, bubbles, blur, instrument and console_text are 0 or 1.</source>
      <translation>请输入例如 phantom:?seed=7&amp;lesion=EP&amp;size=1280x720&amp;fps=30，其中 lesion 为 none、EH、AH、EC、EP 或 SM；blood、bubbles、blur、instrument 和 console_text 为 0 或 1。</translation>
    </message>
    <message>
      <source>Enter it again, or remove what waits for it.</source>
      <translation>请重新填写该归档，或移除等待发往它的内容。</translation>
    </message>
    <message>
      <source>Enter it again.</source>
      <translation>请重新输入。</translation>
    </message>
    <message>
      <source>Enter it, or choose another way for earlier exams.</source>
      <translation>请填写，或为既往检查选择其他方式。</translation>
    </message>
    <message>
      <source>Enter the address of DICOMweb itself in the settings.</source>
      <translation>请在设置中填写 DICOMweb 本身的地址。</translation>
    </message>
    <message>
      <source>Enter the modality in the settings.</source>
      <translation>请在设置中填写设备类型。</translation>
    </message>
    <message>
      <source>Enter the patient's ID first.</source>
      <translation>请先录入患者编号。</translation>
    </message>
    <message>
      <source>Enter the whole address.</source>
      <translation>请输入完整的地址。</translation>
    </message>
    <message>
      <source>Enter their passphrase.</source>
      <translation>请输入口令。</translation>
    </message>
    <message>
      <source>Entries at the end of the log of exam {0} are missing. Run `hysteroview exam verify {1}`.</source>
      <translation>检查 {0} 的日志末尾缺少条目。请运行 `hysteroview exam verify {1}`。</translation>
    </message>
    <message>
      <source>Exam {0} could not be completed. {1}</source>
      <translation>检查 {0} 无法补全。{1}</translation>
    </message>
    <message>
      <source>Exam {0} is being deleted: its deletion was interrupted.</source>
      <translation>检查 {0} 正在删除：删除过程曾中断。</translation>
    </message>
    <message>
      <source>Exam {0} was not deleted, because the log of the store cannot be written.</source>
      <translation>检查 {0} 未删除：无法写入检查库的日志。</translation>
    </message>
    <message>
      <source>Exam {0} was not deleted: a reason is missing.</source>
      <translation>检查 {0} 未删除：缺少原因。</translation>
    </message>
    <message>
      <source>Exam {0} was not deleted: an archive has not got all of it yet.</source>
      <translation>检查 {0} 未删除：仍有内容尚未送达归档系统。</translation>
    </message>
    <message>
      <source>Exam {0} was not deleted: in its present state it was neither exported nor confirmed.</source>
      <translation>检查 {0} 未删除：其当前内容既未导出，也未确认。</translation>
    </message>
    <message>
      <source>Exam {0} was not deleted: it has not ended yet.</source>
      <translation>检查 {0} 未删除：检查尚未结束。</translation>
    </message>
    <message>
      <source>Exam {0} was not exported because it is not intact: {1} {2}.</source>
      <translation>检查 {0} 未导出，因为内容不完整：{1} {2}。</translation>
    </message>
    <message>
      <source>Exams cannot be saved in {0}: it is on a network share.</source>
      <translation>检查无法保存到 {0}：该文件夹位于网络共享上。</translation>
    </message>
    <message>
      <source>Exams that are missing in the index: {0}. Run `hysteroview exam rebuild`, which may have been interrupted.</source>
      <translation>索引中缺少的检查：{0} 次。请运行 `hysteroview exam rebuild`，该命令此前可能曾中断。</translation>
    </message>
    <message>
      <source>Exams that were missing in the index were added to it: {0}.</source>
      <translation>索引中缺少的检查已补入：{0} 次。</translation>
    </message>
    <message>
      <source>Export it with `hysteroview exam export`.</source>
      <translation>请用 `hysteroview exam export` 导出。</translation>
    </message>
    <message>
      <source>Export it with `hysteroview lab`.</source>
      <translation>请用 `hysteroview lab` 导出。</translation>
    </message>
    <message>
      <source>Export the model again with other quality limits.</source>
      <translation>请用其他质量限值重新导出模型。</translation>
    </message>
    <message>
      <source>Export the model again, as a single file.</source>
      <translation>请重新将模型导出为单个文件。</translation>
    </message>
    <message>
      <source>Export the model again, or choose another runtime.</source>
      <translation>请重新导出模型，或选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Export the model again, without compiling it.</source>
      <translation>请重新导出模型，不要编译。</translation>
    </message>
    <message>
      <source>Export the model again.</source>
      <translation>请重新导出模型。</translation>
    </message>
    <message>
      <source>Export this picture alone and look at it.</source>
      <translation>请单独导出此图像并查看。</translation>
    </message>
    <message>
      <source>Fetching was canceled.</source>
      <translation>已取消获取。</translation>
    </message>
    <message>
      <source>Focus the camera, and clean the lens and the eyepiece.</source>
      <translation>请对焦，并清洁镜头和目镜。</translation>
    </message>
    <message>
      <source>Frames cannot be explained, since these packages are not installed: {0}.</source>
      <translation>无法解释画面，因为未安装以下软件包：{0}。</translation>
    </message>
    <message>
      <source>Free some space first.</source>
      <translation>请先清理磁盘空间。</translation>
    </message>
    <message>
      <source>Free some space, or check the disk; then run the same command again: it goes on.</source>
      <translation>请释放空间或检查磁盘，然后再次运行同一命令，分析会继续进行。</translation>
    </message>
    <message>
      <source>Free some space, or choose another disk.</source>
      <translation>请清理磁盘空间，或选择其他磁盘。</translation>
    </message>
    <message>
      <source>Free some space, or choose another disk; then try again.</source>
      <translation>请清理磁盘空间或选择其他磁盘，然后重试。</translation>
    </message>
    <message>
      <source>Get it again from its origin.</source>
      <translation>请从来源重新获取。</translation>
    </message>
    <message>
      <source>Give a folder with a {0}, or a built-in model: {1}.</source>
      <translation>请指定含有 {0} 的文件夹，或内置模型：{1}。</translation>
    </message>
    <message>
      <source>Give a reason.</source>
      <translation>请填写原因。</translation>
    </message>
    <message>
      <source>Give the 64 digits that `hysteroview lab keygen` prints.</source>
      <translation>请输入 `hysteroview lab keygen` 显示的 64 位字符。</translation>
    </message>
    <message>
      <source>Have it entered in the archive, or change it in the settings.</source>
      <translation>请在归档中登记它，或在设置中更改。</translation>
    </message>
    <message>
      <source>If the picture is good enough, the limit does not suit this scope: have it calibrated, or set this reason to “Warn only” in the settings.</source>
      <translation>如果画面其实足够清楚，说明该限值不适合此内镜：请重新标定，或在设置中将该原因改为“仅警告”。</translation>
    </message>
    <message>
      <source>If the view was clear all the time, nothing has to be done. Otherwise some of its reasons may be off, or its limits too loose for this scope: they can be calibrated.</source>
      <translation>如果视野一直清晰，则无需处理；否则可能有某些原因已关闭，或限值对此内镜过宽，可以重新标定。</translation>
    </message>
    <message>
      <source>Import it again.</source>
      <translation>请重新导入。</translation>
    </message>
    <message>
      <source>In the settings of the archive, send videos as photographic video or not at all.</source>
      <translation>请在该归档的设置中，将视频作为摄影视频发送，或不发送。</translation>
    </message>
    <message>
      <source>In user name, password and path, write @ as %40, # as %23, / as %2F and ? as %3F.</source>
      <translation>在用户名、密码和路径中，请将 @ 写作 %40，# 写作 %23，/ 写作 %2F，? 写作 %3F。</translation>
    </message>
    <message>
      <source>Install HysteroView with the extra “archive”.</source>
      <translation>请安装带“archive”附加组件的 HysteroView。</translation>
    </message>
    <message>
      <source>Install NVIDIA's driver and a torch with CUDA.</source>
      <translation>请安装 NVIDIA 驱动程序和支持 CUDA 的 torch。</translation>
    </message>
    <message>
      <source>Install another build in its place.</source>
      <translation>请改装其他版本。</translation>
    </message>
    <message>
      <source>Install ffmpeg, or set the sender to RTSP or UDP.</source>
      <translation>请安装 ffmpeg，或将发送端改为 RTSP 或 UDP。</translation>
    </message>
    <message>
      <source>Install onnxruntime-directml in its place.</source>
      <translation>请改装 onnxruntime-directml。</translation>
    </message>
    <message>
      <source>Install onnxruntime-gpu[cuda,cudnn] in its place.</source>
      <translation>请改装 onnxruntime-gpu[cuda,cudnn]。</translation>
    </message>
    <message>
      <source>Install the driver of the CPU.</source>
      <translation>请安装 CPU 的驱动程序。</translation>
    </message>
    <message>
      <source>Install the driver of the GPU, or choose another runtime.</source>
      <translation>请安装显卡驱动程序，或选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Install the driver of the GPU.</source>
      <translation>请安装显卡驱动程序。</translation>
    </message>
    <message>
      <source>Install the driver of the NPU.</source>
      <translation>请安装 NPU 的驱动程序。</translation>
    </message>
    <message>
      <source>Install the driver, or choose a runtime for the CPU.</source>
      <translation>请安装驱动程序，或选择 CPU 推理引擎。</translation>
    </message>
    <message>
      <source>Install the same version on all machines.</source>
      <translation>请在所有计算机上安装同一版本。</translation>
    </message>
    <message>
      <source>Install {0}.</source>
      <translation>请安装 {0}。</translation>
    </message>
    <message>
      <source>It cannot be checked whether this archive keeps what was sent.</source>
      <translation>无法核对该归档是否保存了所发送的内容。</translation>
    </message>
    <message>
      <source>It has one line: Basic NAME:PASSWORD, or Bearer TOKEN.</source>
      <translation>文件只有一行：Basic 用户名:密码，或 Bearer 令牌。</translation>
    </message>
    <message>
      <source>It is analyzed as a whole.</source>
      <translation>将整段分析。</translation>
    </message>
    <message>
      <source>It is asked again.</source>
      <translation>将再次询问。</translation>
    </message>
    <message>
      <source>It is sent again.</source>
      <translation>将重新发送。</translation>
    </message>
    <message>
      <source>It is tried again.</source>
      <translation>将再次尝试。</translation>
    </message>
    <message>
      <source>It takes longer than is waited for.</source>
      <translation>所需时间超过等待上限。</translation>
    </message>
    <message>
      <source>It was given up.</source>
      <translation>已放弃。</translation>
    </message>
    <message>
      <source>Its fields are: {0}.</source>
      <translation>其字段为：{0}。</translation>
    </message>
    <message>
      <source>Its pictures and clips are still in its folder.</source>
      <translation>其图片和片段仍在检查文件夹中。</translation>
    </message>
    <message>
      <source>Leave this option out.</source>
      <translation>请去掉此选项。</translation>
    </message>
    <message>
      <source>Lower the light or the gain of the camera.</source>
      <translation>请调低光源亮度或摄像机增益。</translation>
    </message>
    <message>
      <source>Make it readable for you only: chmod 600 {0}</source>
      <translation>请设为仅您可读：chmod 600 {0}</translation>
    </message>
    <message>
      <source>Make one with: hysteroview lab keygen</source>
      <translation>请用以下命令生成：hysteroview lab keygen</translation>
    </message>
    <message>
      <source>Name the folder that was given with --out.</source>
      <translation>请指定 --out 所给的文件夹。</translation>
    </message>
    <message>
      <source>No NVIDIA driver is installed.</source>
      <translation>未安装 NVIDIA 驱动程序。</translation>
    </message>
    <message>
      <source>No analysis is possible: no installed runtime can load the model ({0}).</source>
      <translation>无法分析：没有可加载此模型的推理引擎（{0}）。</translation>
    </message>
    <message>
      <source>No encrypted connection with the archive could be made.</source>
      <translation>无法与归档建立加密连接。</translation>
    </message>
    <message>
      <source>No endoscopic picture was found, so text beside it cannot be removed.</source>
      <translation>未找到内镜画面，因此无法去除其旁边的文字。</translation>
    </message>
    <message>
      <source>No other model was used before.</source>
      <translation>此前没有使用过其他模型。</translation>
    </message>
    <message>
      <source>No phantom reached the model: its quality limits stop every picture.</source>
      <translation>没有模体图像到达模型：其质量限值拦下了所有图像。</translation>
    </message>
    <message>
      <source>No picture is received from {0}.</source>
      <translation>未收到 {0} 的画面。</translation>
    </message>
    <message>
      <source>No picture is received.</source>
      <translation>未收到画面。</translation>
    </message>
    <message>
      <source>No picture is received. Check the camera and its cable.</source>
      <translation>未收到画面。请检查摄像机和连接线。</translation>
    </message>
    <message>
      <source>No worker has been there for {0} minutes.</source>
      <translation>已有 {0} 分钟没有任何工作进程。</translation>
    </message>
    <message>
      <source>None of the {0} pictures in {1} can be read.</source>
      <translation>{1} 中的 {0} 张图片均无法读取。</translation>
    </message>
    <message>
      <source>Not signed: nobody vouches for where it comes from.</source>
      <translation>未签名：无人为其来源担保。</translation>
    </message>
    <message>
      <source>Nothing can be recorded: no video encoder works on this computer.
{0}</source>
      <translation>无法录像：此电脑没有可用的视频编码器。
{0}</translation>
    </message>
    <message>
      <source>Nothing comes any more.</source>
      <translation>不再有数据到达。</translation>
    </message>
    <message>
      <source>Nothing of it was kept.</source>
      <translation>未保留任何内容。</translation>
    </message>
    <message>
      <source>Nothing was exported: a file ({0}) still contains the patient's {1}.</source>
      <translation>未导出任何内容：文件（{0}）中仍含有患者的 {1}。</translation>
    </message>
    <message>
      <source>Nothing was exported: the bundle still has the patient's {0} in it.</source>
      <translation>未导出：数据包中仍含有患者的{0}。</translation>
    </message>
    <message>
      <source>Nothing was exported: the report still has the patient's {0} in it.</source>
      <translation>未导出：报告中仍含有患者的{0}。</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot load {0}: {1}</source>
      <translation>ONNX Runtime 无法加载 {0}：{1}</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot run {0} on the CUDA GPU: {1}</source>
      <translation>ONNX Runtime 无法在 CUDA 显卡上运行 {0}：{1}</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot use the CPU</source>
      <translation>ONNX Runtime 无法使用 CPU</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot use the CUDA GPU</source>
      <translation>ONNX Runtime 无法使用 CUDA 显卡</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot use the CoreML</source>
      <translation>ONNX Runtime 无法使用 CoreML</translation>
    </message>
    <message>
      <source>ONNX Runtime cannot use the DirectML GPU</source>
      <translation>ONNX Runtime 无法使用 DirectML 显卡</translation>
    </message>
    <message>
      <source>ONNX cannot load the model: it contains no network.</source>
      <translation>ONNX 无法加载模型：其中没有网络。</translation>
    </message>
    <message>
      <source>ONNX cannot load the model: {0}.</source>
      <translation>ONNX 无法加载模型：{0}。</translation>
    </message>
    <message>
      <source>Of pictures and spans without a finding: No result. This does not mean benign.</source>
      <translation>无所见的图像和时间段：无结果。这并不表示良性。</translation>
    </message>
    <message>
      <source>Open another one.</source>
      <translation>请打开另一个录像。</translation>
    </message>
    <message>
      <source>Open it again.</source>
      <translation>请重新打开。</translation>
    </message>
    <message>
      <source>Open the exam again. Nothing was changed.</source>
      <translation>请重新打开该检查；未作任何更改。</translation>
    </message>
    <message>
      <source>Open the study at the archive instead.</source>
      <translation>请在归档系统中打开该检查。</translation>
    </message>
    <message>
      <source>Open them once with permission to write to their folder.</source>
      <translation>请以可写入该文件夹的权限打开一次。</translation>
    </message>
    <message>
      <source>Open them without a passphrase.</source>
      <translation>请不用口令打开。</translation>
    </message>
    <message>
      <source>OpenVINO cannot load {0} on CPU: {1}</source>
      <translation>OpenVINO 无法在 CPU 上加载 {0}：{1}</translation>
    </message>
    <message>
      <source>OpenVINO cannot load {0} on GPU: {1}</source>
      <translation>OpenVINO 无法在 GPU 上加载 {0}：{1}</translation>
    </message>
    <message>
      <source>OpenVINO cannot load {0} on NPU: {1}</source>
      <translation>OpenVINO 无法在 NPU 上加载 {0}：{1}</translation>
    </message>
    <message>
      <source>OpenVINO compiles the model for the CPU; this can take a minute.</source>
      <translation>OpenVINO 正在为 CPU 编译模型，可能需要一分钟。</translation>
    </message>
    <message>
      <source>OpenVINO compiles the model for the GPU; this can take a minute.</source>
      <translation>OpenVINO 正在为 GPU 编译模型，可能需要一分钟。</translation>
    </message>
    <message>
      <source>OpenVINO compiles the model for the NPU; this can take a minute.</source>
      <translation>OpenVINO 正在为 NPU 编译模型，可能需要一分钟。</translation>
    </message>
    <message>
      <source>OpenVINO finds no CPU (it finds nothing)</source>
      <translation>OpenVINO 未找到 CPU（未找到任何设备）</translation>
    </message>
    <message>
      <source>OpenVINO finds no CPU (it finds {0})</source>
      <translation>OpenVINO 未找到 CPU（找到 {0}）</translation>
    </message>
    <message>
      <source>OpenVINO finds no GPU (it finds nothing)</source>
      <translation>OpenVINO 未找到 GPU（未找到任何设备）</translation>
    </message>
    <message>
      <source>OpenVINO finds no GPU (it finds {0})</source>
      <translation>OpenVINO 未找到 GPU（找到 {0}）</translation>
    </message>
    <message>
      <source>OpenVINO finds no NPU (it finds nothing)</source>
      <translation>OpenVINO 未找到 NPU（未找到任何设备）</translation>
    </message>
    <message>
      <source>OpenVINO finds no NPU (it finds {0})</source>
      <translation>OpenVINO 未找到 NPU（找到 {0}）</translation>
    </message>
    <message>
      <source>Others can read the file with the credentials for DICOMweb.</source>
      <translation>其他人可以读取 DICOMweb 凭据文件。</translation>
    </message>
    <message>
      <source>PHANTOM: a synthetic picture, not of a patient.</source>
      <translation>模拟体：合成画面，并非患者。</translation>
    </message>
    <message>
      <source>Parquet files cannot be written: the package pyarrow is not installed.</source>
      <translation>无法写入 Parquet 文件：未安装 pyarrow 组件。</translation>
    </message>
    <message>
      <source>Phantoms go through the whole analysis.</source>
      <translation>正在用模体图像进行完整分析。</translation>
    </message>
    <message>
      <source>Port {0}, on which archives confirm what they keep, cannot be used.</source>
      <translation>归档用于确认存储的端口 {0} 无法使用。</translation>
    </message>
    <message>
      <source>Port {0}, on which archives send earlier exams, cannot be used.</source>
      <translation>归档发送既往检查所用的端口 {0} 无法使用。</translation>
    </message>
    <message>
      <source>Raise the light, and check the light cable.</source>
      <translation>请调高光源亮度，并检查导光束。</translation>
    </message>
    <message>
      <source>Record it, then open the recording.</source>
      <translation>请先录像，然后打开该录像。</translation>
    </message>
    <message>
      <source>Recording {0} was not analyzed: No result. This does not mean benign.</source>
      <translation>录像 {0} 未分析：无结果。这并不表示良性。</translation>
    </message>
    <message>
      <source>Recordings cannot be streamed from {0}, port {1}.</source>
      <translation>无法从 {0} 的端口 {1} 传送录像。</translation>
    </message>
    <message>
      <source>Reduce its size with another program.</source>
      <translation>请用其他程序缩小。</translation>
    </message>
    <message>
      <source>Reinstall ffmpeg.</source>
      <translation>请重新安装 ffmpeg。</translation>
    </message>
    <message>
      <source>Reinstall it with `pip install cuda-bindings`.</source>
      <translation>请用 `pip install cuda-bindings` 重新安装。</translation>
    </message>
    <message>
      <source>Reinstall it with `pip install hysteroview[{0}]`.</source>
      <translation>请用 `pip install hysteroview[{0}]` 重新安装。</translation>
    </message>
    <message>
      <source>Reinstall the program; it includes the encoder libx264.</source>
      <translation>请重新安装本程序，其中包含编码器 libx264。</translation>
    </message>
    <message>
      <source>Remove it from the folder of the bundle.</source>
      <translation>请将其从模型文件夹中移除。</translation>
    </message>
    <message>
      <source>Remove the air from the tubes, and rinse the cavity.</source>
      <translation>请排出管路中的空气，并冲洗宫腔。</translation>
    </message>
    <message>
      <source>Rename the target.</source>
      <translation>请更改目标文件名。</translation>
    </message>
    <message>
      <source>Repeat the white balance, and switch special light or color filters off.</source>
      <translation>请重新进行白平衡，并关闭特殊光或彩色滤镜。</translation>
    </message>
    <message>
      <source>Report this, with the size and rate of the recording.</source>
      <translation>请报告此问题，并附上录像的尺寸和帧率。</translation>
    </message>
    <message>
      <source>Report this, with the size of the picture and the version of the program.</source>
      <translation>请报告此问题，并注明画面尺寸和程序版本。</translation>
    </message>
    <message>
      <source>Restart the analysis.</source>
      <translation>请重新启动分析。</translation>
    </message>
    <message>
      <source>Restart the analysis; if it fails again, restart the program.</source>
      <translation>请重新启动分析；如再次失败，请重新启动程序。</translation>
    </message>
    <message>
      <source>Restore it from a backup, or choose another file: with a new one, patients get new codes.</source>
      <translation>请从备份恢复，或选择其他文件；使用新文件时，患者会得到新的代码。</translation>
    </message>
    <message>
      <source>Restore {0} from a backup of the store. Nothing was changed.</source>
      <translation>请从备份中恢复 {0}。未作任何更改。</translation>
    </message>
    <message>
      <source>Restore {0} from a backup of the store: without it no exam can be opened.</source>
      <translation>请从备份中恢复 {0}：没有它无法打开任何检查。</translation>
    </message>
    <message>
      <source>Rinse the cavity, and repeat the white balance.</source>
      <translation>请冲洗宫腔，并重新进行白平衡。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam --store {0} encrypt --from {1}` again to continue. Do not delete the old exams.</source>
      <translation>请再次运行 `hysteroview exam --store {0} encrypt --from {1}` 以继续。请勿删除原有检查。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam purge`, or start the program: it is completed then.</source>
      <translation>请运行 `hysteroview exam purge` 或启动程序，届时将完成删除。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam rebuild`, or start the program again: the index is rebuilt from the folders of the exams.</source>
      <translation>请运行 `hysteroview exam rebuild`，或重新启动程序：索引将根据各检查文件夹重建。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify` for a list of all faults.</source>
      <translation>请运行 `hysteroview exam verify` 查看全部问题。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify` to see which files are intact.</source>
      <translation>请运行 `hysteroview exam verify` 查看哪些文件完好。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`.</source>
      <translation>请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`. Nothing more is added to a damaged log.</source>
      <translation>请运行 `hysteroview exam verify`。日志损坏后不再添加内容。</translation>
    </message>
    <message>
      <source>Run the same command again when the scheduler is back: it goes on.</source>
      <translation>调度程序恢复后请再次运行同一命令，分析会继续进行。</translation>
    </message>
    <message>
      <source>Save it again as a Word document.</source>
      <translation>请重新另存为 Word 文档。</translation>
    </message>
    <message>
      <source>Save it as a file first.</source>
      <translation>请先保存为文件。</translation>
    </message>
    <message>
      <source>Save the video as a file first.</source>
      <translation>请先把视频保存为文件。</translation>
    </message>
    <message>
      <source>Send pictures uncompressed (`uncompressed` in the settings).</source>
      <translation>请不压缩发送图片（设置中的 `uncompressed`）。</translation>
    </message>
    <message>
      <source>Send the exam again.</source>
      <translation>请重新发送该检查。</translation>
    </message>
    <message>
      <source>Send videos as photographic video to this archive (`video` in the settings).</source>
      <translation>请将视频作为摄影视频发往该归档（设置中的 `video`）。</translation>
    </message>
    <message>
      <source>Several workers ended while they analyzed this part.</source>
      <translation>多个工作进程在分析这一部分时退出。</translation>
    </message>
    <message>
      <source>Shorten it.</source>
      <translation>请缩短。</translation>
    </message>
    <message>
      <source>Signed by {0} (key {1}).</source>
      <translation>由 {0} 签名（密钥 {1}）。</translation>
    </message>
    <message>
      <source>Signed with a key that is not trusted here (key {0}).</source>
      <translation>用本机不信任的密钥签名（密钥 {0}）。</translation>
    </message>
    <message>
      <source>Start it with DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment.</source>
      <translation>请在其环境变量中设置 DASK_DISTRIBUTED__WORKER__DAEMON=False 后启动。</translation>
    </message>
    <message>
      <source>Start the program again to use the changed model.</source>
      <translation>请重新启动程序以使用更改后的模型。</translation>
    </message>
    <message>
      <source>Start the recording again.</source>
      <translation>请重新开始录像。</translation>
    </message>
    <message>
      <source>Start workers with `dask worker`; then run the same command again.</source>
      <translation>请用 `dask worker` 启动工作进程，然后重新运行同一命令。</translation>
    </message>
    <message>
      <source>Switch on “Pictures uncompressed” for it in the settings.</source>
      <translation>请在设置中为它打开“图片不压缩”。</translation>
    </message>
    <message>
      <source>Switch them off for this archive in the settings, or choose the system that takes them.</source>
      <translation>请在设置中为该归档关闭此项，或选择接收它们的系统。</translation>
    </message>
    <message>
      <source>That is not a public key with a name.</source>
      <translation>这不是带名称的公钥。</translation>
    </message>
    <message>
      <source>The AI track of exam {0} is damaged and cannot be read.</source>
      <translation>检查 {0} 的 AI 记录已损坏，无法读取。</translation>
    </message>
    <message>
      <source>The NVIDIA GPU cannot be used: {0}</source>
      <translation>无法使用 NVIDIA 显卡：{0}</translation>
    </message>
    <message>
      <source>The SRT stream cannot be opened: a program that it needs does not start.</source>
      <translation>无法打开 SRT 流：所需的程序不能启动。</translation>
    </message>
    <message>
      <source>The address of DICOMweb cannot be used.</source>
      <translation>DICOMweb 地址无法使用。</translation>
    </message>
    <message>
      <source>The address of DICOMweb contains a name or a password.</source>
      <translation>DICOMweb 地址中含有用户名或密码。</translation>
    </message>
    <message>
      <source>The analysis failed (ONNX Runtime: {0}).</source>
      <translation>分析失败（ONNX Runtime：{0}）。</translation>
    </message>
    <message>
      <source>The analysis failed (OpenVINO: {0}).</source>
      <translation>分析失败（OpenVINO：{0}）。</translation>
    </message>
    <message>
      <source>The analysis failed (torch: {0}).</source>
      <translation>分析失败（torch：{0}）。</translation>
    </message>
    <message>
      <source>The analysis failed 5 times within {0} s.</source>
      <translation>分析在 {0} 秒内失败 5 次。</translation>
    </message>
    <message>
      <source>The analysis failed on the NVIDIA GPU (CUDA: {0}, {1}).</source>
      <translation>NVIDIA 显卡上的分析失败（CUDA：{0}，{1}）。</translation>
    </message>
    <message>
      <source>The analysis failed on the NVIDIA GPU (TensorRT could not run the network).</source>
      <translation>NVIDIA 显卡上的分析失败（TensorRT 无法运行网络）。</translation>
    </message>
    <message>
      <source>The analysis failed on the NVIDIA GPU (TensorRT does not accept the memory for {0}).</source>
      <translation>NVIDIA 显卡上的分析失败（TensorRT 不接受 {0} 的内存）。</translation>
    </message>
    <message>
      <source>The analysis has failed.</source>
      <translation>分析失败。</translation>
    </message>
    <message>
      <source>The analysis is paused.</source>
      <translation>分析已暂停。</translation>
    </message>
    <message>
      <source>The analysis process ended unexpectedly.</source>
      <translation>分析进程意外退出。</translation>
    </message>
    <message>
      <source>The analysis process has not answered for {0} s.</source>
      <translation>分析进程已 {0} 秒没有响应。</translation>
    </message>
    <message>
      <source>The analysis was closed.</source>
      <translation>分析已关闭。</translation>
    </message>
    <message>
      <source>The archive accepts the connection, but does not answer.</source>
      <translation>归档接受了连接，但没有应答。</translation>
    </message>
    <message>
      <source>The archive answers more than a list of exams can have.</source>
      <translation>归档返回的内容超出检查列表的上限。</translation>
    </message>
    <message>
      <source>The archive broke off before the study was complete.</source>
      <translation>归档系统在检查传输完成前中断。</translation>
    </message>
    <message>
      <source>The archive broke off in the middle of an answer.</source>
      <translation>归档在应答过程中中断。</translation>
    </message>
    <message>
      <source>The archive cannot be reached.</source>
      <translation>无法连接到归档。</translation>
    </message>
    <message>
      <source>The archive cannot understand the object (status {0}).</source>
      <translation>归档无法理解该对象（状态 {0}）。</translation>
    </message>
    <message>
      <source>The archive closed the encrypted connection at once.</source>
      <translation>归档立即关闭了加密连接。</translation>
    </message>
    <message>
      <source>The archive could not carry out the request.</source>
      <translation>归档无法执行该请求。</translation>
    </message>
    <message>
      <source>The archive could not search for earlier exams.</source>
      <translation>归档系统未能查找既往检查。</translation>
    </message>
    <message>
      <source>The archive could not send to this computer.</source>
      <translation>归档无法向本机发送。</translation>
    </message>
    <message>
      <source>The archive did not send the whole study in time.</source>
      <translation>归档未在规定时间内发送完整的检查。</translation>
    </message>
    <message>
      <source>The archive does not accept queries.</source>
      <translation>归档系统不接受查询。</translation>
    </message>
    <message>
      <source>The archive does not accept the credentials of this computer.</source>
      <translation>归档不接受本机的凭据。</translation>
    </message>
    <message>
      <source>The archive does not answer as DICOMweb does.</source>
      <translation>归档的应答不符合 DICOMweb。</translation>
    </message>
    <message>
      <source>The archive does not answer as an archive does.</source>
      <translation>对方没有像归档那样应答。</translation>
    </message>
    <message>
      <source>The archive does not answer in time.</source>
      <translation>归档没有及时应答。</translation>
    </message>
    <message>
      <source>The archive does not confirm that it keeps it (reason {0}).</source>
      <translation>归档没有确认保存该对象（原因 {0}）。</translation>
    </message>
    <message>
      <source>The archive does not know the AE title of this computer.</source>
      <translation>归档不认识本机的 AE 标题。</translation>
    </message>
    <message>
      <source>The archive does not permit this computer to see its exams.</source>
      <translation>归档不允许本机查看其检查。</translation>
    </message>
    <message>
      <source>The archive does not permit this computer to store.</source>
      <translation>归档不允许本机存储。</translation>
    </message>
    <message>
      <source>The archive does not send studies to other computers.</source>
      <translation>归档不向其他计算机发送检查。</translation>
    </message>
    <message>
      <source>The archive does not send studies to this computer.</source>
      <translation>归档系统不向本机发送检查。</translation>
    </message>
    <message>
      <source>The archive does not show it yet.</source>
      <translation>归档中尚未显示该对象。</translation>
    </message>
    <message>
      <source>The archive does not take objects of this class.</source>
      <translation>归档不接收这一类对象。</translation>
    </message>
    <message>
      <source>The archive does not take the request for storage commitment.</source>
      <translation>归档不接受存储承诺请求。</translation>
    </message>
    <message>
      <source>The archive finds the object not valid (status {0}).</source>
      <translation>归档认为该对象无效（状态 {0}）。</translation>
    </message>
    <message>
      <source>The archive has another AE title.</source>
      <translation>归档的 AE 标题与设置不同。</translation>
    </message>
    <message>
      <source>The archive has more than {0} studies of this patient.</source>
      <translation>归档中该患者的检查超过 {0} 个。</translation>
    </message>
    <message>
      <source>The archive has no results of {0}.</source>
      <translation>归档中没有 {0} 的结果。</translation>
    </message>
    <message>
      <source>The archive has no room (status {0}).</source>
      <translation>归档空间不足（状态 {0}）。</translation>
    </message>
    <message>
      <source>The archive has nothing at this address.</source>
      <translation>归档在该地址没有内容。</translation>
    </message>
    <message>
      <source>The archive has sent no picture or video of this study.</source>
      <translation>归档系统没有发送该检查的图片或视频。</translation>
    </message>
    <message>
      <source>The archive has too many connections at the moment.</source>
      <translation>归档目前连接过多。</translation>
    </message>
    <message>
      <source>The archive has too much to do at the moment.</source>
      <translation>归档目前过于繁忙。</translation>
    </message>
    <message>
      <source>The archive refused the connection.</source>
      <translation>归档拒绝了连接。</translation>
    </message>
    <message>
      <source>The archive reported an error (status {0}).</source>
      <translation>归档报告了错误（状态 {0}）。</translation>
    </message>
    <message>
      <source>The archive reported success, but does not have it.</source>
      <translation>归档报告成功，但其中没有该对象。</translation>
    </message>
    <message>
      <source>The archive sends this computer to another address, which is not followed.</source>
      <translation>归档将本机转到另一个地址，程序不会跟随。</translation>
    </message>
    <message>
      <source>The archive stopped receiving.</source>
      <translation>归档停止了接收。</translation>
    </message>
    <message>
      <source>The archive would send earlier exams without encryption.</source>
      <translation>归档将以未加密方式发送既往检查。</translation>
    </message>
    <message>
      <source>The archive's address is not known.</source>
      <translation>归档的地址无法识别。</translation>
    </message>
    <message>
      <source>The begin of this exam was not reported.</source>
      <translation>该检查的开始未能上报。</translation>
    </message>
    <message>
      <source>The camera cannot be opened, or sends no picture.</source>
      <translation>无法打开该摄像机，或其没有发送画面。</translation>
    </message>
    <message>
      <source>The camera sends {0} frames per second, not {1} as its driver declares.</source>
      <translation>摄像设备实际每秒发送 {0} 帧，而非驱动程序声明的 {1} 帧。</translation>
    </message>
    <message>
      <source>The camera sends {0}.</source>
      <translation>摄像机输出 {0}。</translation>
    </message>
    <message>
      <source>The camera {0} cannot be opened, or sends no picture.</source>
      <translation>摄像机 {0} 无法打开，或没有画面。</translation>
    </message>
    <message>
      <source>The certificate authority cannot be read.</source>
      <translation>无法读取证书颁发机构文件。</translation>
    </message>
    <message>
      <source>The certificate of the archive is not valid for its address and authority.</source>
      <translation>归档的证书与其地址或颁发机构不符。</translation>
    </message>
    <message>
      <source>The changes of the report of exam {0} cannot be read.</source>
      <translation>无法读取检查 {0} 的报告修改记录。</translation>
    </message>
    <message>
      <source>The connection to the archive was ended.</source>
      <translation>与归档的连接已结束。</translation>
    </message>
    <message>
      <source>The connection to the archive was interrupted.</source>
      <translation>与归档的连接中断。</translation>
    </message>
    <message>
      <source>The connection to the workers is lost.</source>
      <translation>与工作进程的连接已中断。</translation>
    </message>
    <message>
      <source>The connection to the workers is lost; the scheduler is waited for.</source>
      <translation>与工作进程的连接已中断，正在等待调度程序。</translation>
    </message>
    <message>
      <source>The connection to the worklist was interrupted.</source>
      <translation>与工作列表的连接中断。</translation>
    </message>
    <message>
      <source>The connection to the {0} was lost.</source>
      <translation>与 {0} 的连接中断。</translation>
    </message>
    <message>
      <source>The connection to {0} was lost: no picture is received.</source>
      <translation>与 {0} 的连接已断开：没有收到画面。</translation>
    </message>
    <message>
      <source>The connection to {0} was lost: {1}.</source>
      <translation>与 {0} 的连接中断：{1}。</translation>
    </message>
    <message>
      <source>The deletion of exam {0} had been interrupted. It is complete now.</source>
      <translation>检查 {0} 的删除曾中断，现已完成。</translation>
    </message>
    <message>
      <source>The disk is full.</source>
      <translation>磁盘已满。</translation>
    </message>
    <message>
      <source>The disk is full: nothing is recorded.</source>
      <translation>磁盘已满：没有录像。</translation>
    </message>
    <message>
      <source>The disk is full: the recording was stopped and saved.</source>
      <translation>磁盘已满：录像已停止并保存。</translation>
    </message>
    <message>
      <source>The disk of the exams cannot be used.</source>
      <translation>存放检查的磁盘无法使用。</translation>
    </message>
    <message>
      <source>The disk of the exams does not answer.</source>
      <translation>存放检查的磁盘没有响应。</translation>
    </message>
    <message>
      <source>The encrypted copy of the exams in {0} is not complete: it was interrupted.</source>
      <translation>{0} 中检查的加密副本不完整：复制过程曾中断。</translation>
    </message>
    <message>
      <source>The end of the log of the store is missing: exams, or the ends of their logs, may have been removed. Run `hysteroview exam verify`.</source>
      <translation>检查库日志的末尾缺失：可能有检查或其日志末尾被删除。请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>The engine does not run: {0} {1}</source>
      <translation>引擎无法运行：{0} {1}</translation>
    </message>
    <message>
      <source>The entries about lesions are damaged and cannot be read.</source>
      <translation>病灶记录已损坏，无法读取。</translation>
    </message>
    <message>
      <source>The exam cannot be saved: its folder {0} is missing.</source>
      <translation>检查无法保存：其文件夹 {0} 缺失。</translation>
    </message>
    <message>
      <source>The exam has no snapshots that could be exported.</source>
      <translation>此检查没有可导出的采图。</translation>
    </message>
    <message>
      <source>The exam has not ended yet.</source>
      <translation>检查尚未结束。</translation>
    </message>
    <message>
      <source>The exam has nothing of what is to be exported.</source>
      <translation>该检查中没有要导出的内容。</translation>
    </message>
    <message>
      <source>The exams in {0} cannot be read: {1}.</source>
      <translation>{0} 中的检查无法读取：{1}。</translation>
    </message>
    <message>
      <source>The exams were made with {0} models: pooled here.</source>
      <translation>这些检查使用了 {0} 个模型，此处合并统计。</translation>
    </message>
    <message>
      <source>The export was canceled. Nothing was written.</source>
      <translation>导出已取消，未写入任何内容。</translation>
    </message>
    <message>
      <source>The field “{0}” contains control characters.</source>
      <translation>字段“{0}”含有控制字符。</translation>
    </message>
    <message>
      <source>The field “{0}” is longer than 256 characters.</source>
      <translation>字段“{0}”超过 256 个字符。</translation>
    </message>
    <message>
      <source>The field “{0}” is longer than 64 characters.</source>
      <translation>字段“{0}”超过 64 个字符。</translation>
    </message>
    <message>
      <source>The field “{0}” is longer than 8192 characters.</source>
      <translation>字段“{0}”超过 8192 个字符。</translation>
    </message>
    <message>
      <source>The field “{0}” is longer than {1} characters.</source>
      <translation>字段“{0}”超过 {1} 个字符。</translation>
    </message>
    <message>
      <source>The file cannot be read any more.</source>
      <translation>文件已无法读取。</translation>
    </message>
    <message>
      <source>The file of saved sources is damaged: [sources] is not a section.</source>
      <translation>信号源文件已损坏：[sources] 不是一个小节。</translation>
    </message>
    <message>
      <source>The file of saved sources is damaged: {0}.</source>
      <translation>信号源文件已损坏：{0}。</translation>
    </message>
    <message>
      <source>The file of trusted keys, {0}, cannot be read: {1}.</source>
      <translation>无法读取受信任密钥文件 {0}：{1}。</translation>
    </message>
    <message>
      <source>The file with the credentials for DICOMweb cannot be read.</source>
      <translation>无法读取 DICOMweb 凭据文件。</translation>
    </message>
    <message>
      <source>The file with the credentials for DICOMweb contains none.</source>
      <translation>DICOMweb 凭据文件中没有凭据。</translation>
    </message>
    <message>
      <source>The file {0} does not say which model is used.</source>
      <translation>文件 {0} 未说明使用哪个模型。</translation>
    </message>
    <message>
      <source>The findings of exam {0} could not be restored. {1}</source>
      <translation>检查 {0} 的发现无法恢复。{1}</translation>
    </message>
    <message>
      <source>The folder for snapshots cannot be created: {0}.</source>
      <translation>无法创建采图文件夹：{0}。</translation>
    </message>
    <message>
      <source>The folder of the exams, {0}, does not exist, and no disk is connected there.</source>
      <translation>检查文件夹 {0} 不存在，且该处未连接磁盘。</translation>
    </message>
    <message>
      <source>The folder of the exams, {0}, does not exist.</source>
      <translation>检查文件夹 {0} 不存在。</translation>
    </message>
    <message>
      <source>The folder {0} cannot be made: {1}.</source>
      <translation>无法创建文件夹 {0}：{1}。</translation>
    </message>
    <message>
      <source>The folder {0} cannot be read.</source>
      <translation>无法读取文件夹 {0}。</translation>
    </message>
    <message>
      <source>The folder {0} cannot be read: {1}.</source>
      <translation>无法读取文件夹 {0}：{1}。</translation>
    </message>
    <message>
      <source>The folder {0} contains no pictures.</source>
      <translation>文件夹 {0} 中没有图片。</translation>
    </message>
    <message>
      <source>The folder {0} contains no video.</source>
      <translation>文件夹 {0} 中没有视频。</translation>
    </message>
    <message>
      <source>The folder {0} contains {1} video files that are not certainly the parts of one recording.</source>
      <translation>文件夹 {0} 中有 {1} 个视频文件，无法确定它们属于同一段录像。</translation>
    </message>
    <message>
      <source>The format of this camera is not one such as MJPG.</source>
      <translation>该摄像机的格式无效，应类似 MJPG。</translation>
    </message>
    <message>
      <source>The frame rate of this camera is not one such as 60 or 59.94.</source>
      <translation>该摄像机的帧率无效，应类似 60 或 59.94。</translation>
    </message>
    <message>
      <source>The hospital's system does not know the begin of this exam.</source>
      <translation>医院系统中没有该检查的开始记录。</translation>
    </message>
    <message>
      <source>The hospital's system has already closed this exam.</source>
      <translation>医院系统已关闭该检查。</translation>
    </message>
    <message>
      <source>The hospital's system refused the report (status {0}).</source>
      <translation>医院系统拒绝了上报（状态 {0}）。</translation>
    </message>
    <message>
      <source>The index of the exams cannot be used ({0}).</source>
      <translation>检查索引无法使用（{0}）。</translation>
    </message>
    <message>
      <source>The index of the exams is damaged: a row is not in its form.</source>
      <translation>检查索引已损坏：有一行格式不正确。</translation>
    </message>
    <message>
      <source>The index of the exams is damaged: {0}.</source>
      <translation>检查索引已损坏：{0}。</translation>
    </message>
    <message>
      <source>The index of the exams is missing.</source>
      <translation>缺少检查索引。</translation>
    </message>
    <message>
      <source>The index of the exams was damaged. It was rebuilt from their folders; the damaged index is kept as {0}.</source>
      <translation>检查索引已损坏，已根据检查文件夹重建；损坏的索引保留为 {0}。</translation>
    </message>
    <message>
      <source>The kept results do not belong to this recording.</source>
      <translation>保存的结果不属于此录像。</translation>
    </message>
    <message>
      <source>The key file {0} is damaged or of another kind.</source>
      <translation>密钥文件 {0} 已损坏，或不是此类文件。</translation>
    </message>
    <message>
      <source>The key file {0} is in use by another program.</source>
      <translation>密钥文件 {0} 正被其他程序使用。</translation>
    </message>
    <message>
      <source>The key of the encrypted exams cannot be read.</source>
      <translation>无法读取加密检查的密钥。</translation>
    </message>
    <message>
      <source>The last result is older than the picture.</source>
      <translation>最近的结果早于当前画面。</translation>
    </message>
    <message>
      <source>The ledger of the archive cannot be used.</source>
      <translation>无法使用归档的进度记录。</translation>
    </message>
    <message>
      <source>The ledger of this archive was written by a newer version of the program.</source>
      <translation>此归档的进度记录由较新版本的程序写入。</translation>
    </message>
    <message>
      <source>The list of recordings cannot be deleted: {0}.</source>
      <translation>无法删除录像列表：{0}。</translation>
    </message>
    <message>
      <source>The log of exam {0} was changed outside the program ({1}).</source>
      <translation>检查 {0} 的日志在程序之外被更改（{1}）。</translation>
    </message>
    <message>
      <source>The log of the store cannot be written.</source>
      <translation>无法写入检查库的日志。</translation>
    </message>
    <message>
      <source>The log of the store was damaged. It is kept as {0}, and a new log was started.</source>
      <translation>检查库的日志已损坏，已保留为 {0}，并新建了日志。</translation>
    </message>
    <message>
      <source>The marks of this archive cannot be read or saved.</source>
      <translation>无法读取或保存该批量分析结果的标记。</translation>
    </message>
    <message>
      <source>The marks of this archive were written by a newer version of the program.</source>
      <translation>该批量分析结果的标记由更新版本的程序写入。</translation>
    </message>
    <message>
      <source>The model card {0}/{1} is damaged: {2}.</source>
      <translation>模型卡 {0}/{1} 已损坏：{2}。</translation>
    </message>
    <message>
      <source>The model card {0}/{1} is not valid: {2} is missing.</source>
      <translation>模型卡 {0}/{1} 无效：缺少 {2}。</translation>
    </message>
    <message>
      <source>The model card {0}/{1} is not valid: {2}.</source>
      <translation>模型卡 {0}/{1} 无效：{2}。</translation>
    </message>
    <message>
      <source>The model crashed in the trial.</source>
      <translation>模型在试运行中崩溃。</translation>
    </message>
    <message>
      <source>The model file {0} cannot be used: {1}.</source>
      <translation>无法使用模型文件 {0}：{1}。</translation>
    </message>
    <message>
      <source>The model folder {0} has no readable {1} ({2}).</source>
      <translation>模型文件夹 {0} 中没有可读取的 {1}（{2}）。</translation>
    </message>
    <message>
      <source>The model folder {0} was changed while the program was running.</source>
      <translation>模型文件夹 {0} 在程序运行期间被更改。</translation>
    </message>
    <message>
      <source>The model in use, {0}, is missing in {1}.</source>
      <translation>正在使用的模型 {0} 不在 {1} 中。</translation>
    </message>
    <message>
      <source>The model returned invalid numbers (NaN or infinity).</source>
      <translation>模型输出了无效数值（NaN 或无穷大）。</translation>
    </message>
    <message>
      <source>The model returned {0} logits for {1} labels.</source>
      <translation>模型对 {1} 个类别输出了 {0} 个数值。</translation>
    </message>
    <message>
      <source>The model returned {0} results for {1} pictures.</source>
      <translation>模型对 {1} 幅画面输出了 {0} 个结果。</translation>
    </message>
    <message>
      <source>The model was closed.</source>
      <translation>模型已关闭。</translation>
    </message>
    <message>
      <source>The model {0} is not in the library.</source>
      <translation>模型库中没有模型 {0}。</translation>
    </message>
    <message>
      <source>The model {0} was changed after it was imported.</source>
      <translation>模型 {0} 在导入后被更改。</translation>
    </message>
    <message>
      <source>The model {0} was made for a newer HysteroView (card format {1}; this one reads up to 3).</source>
      <translation>模型 {0} 需要更新版本的 HysteroView（模型卡格式 {1}，本版本最高支持 3）。</translation>
    </message>
    <message>
      <source>The model's operator {0} is not supported in half precision.</source>
      <translation>模型的运算 {0} 不支持半精度。</translation>
    </message>
    <message>
      <source>The models are being changed by another program.</source>
      <translation>另一个程序正在更改模型。</translation>
    </message>
    <message>
      <source>The models are: {0}.</source>
      <translation>现有模型：{0}。</translation>
    </message>
    <message>
      <source>The outbox for archives cannot be used ({0}).</source>
      <translation>归档发件箱无法使用（{0}）。</translation>
    </message>
    <message>
      <source>The outbox for archives cannot be written.</source>
      <translation>归档发件箱无法写入。</translation>
    </message>
    <message>
      <source>The outbox was made by a newer version of HysteroView.</source>
      <translation>发件箱由更新版本的 HysteroView 建立。</translation>
    </message>
    <message>
      <source>The package distributed is not installed.</source>
      <translation>未安装软件包 distributed。</translation>
    </message>
    <message>
      <source>The parts of the model {0} do not match each other: {1}.</source>
      <translation>模型 {0} 的各部分互不匹配：{1}。</translation>
    </message>
    <message>
      <source>The passphrase is too short.</source>
      <translation>口令太短。</translation>
    </message>
    <message>
      <source>The phantom has no such lesion.</source>
      <translation>模拟体中没有这种病灶。</translation>
    </message>
    <message>
      <source>The phantom's {0} must be a whole number from {1} to {2}.</source>
      <translation>模拟体的 {0} 必须是 {1} 至 {2} 的整数。</translation>
    </message>
    <message>
      <source>The pre-roll was not saved completely. {0}</source>
      <translation>前几秒未能完整保存。{0}</translation>
    </message>
    <message>
      <source>The process that explains the frame has ended unexpectedly.</source>
      <translation>解释画面的进程意外结束。</translation>
    </message>
    <message>
      <source>The quality gate has stopped {0} of {1} frames.</source>
      <translation>图像质量把关在 {1} 帧中拦下了 {0}。</translation>
    </message>
    <message>
      <source>The quality gate stops {0} of the frames, most often: {1} ({2}).</source>
      <translation>图像质量把关拦下了 {0} 的画面，最常见的原因：{1}（{2}）。</translation>
    </message>
    <message>
      <source>The query of the worklist was canceled.</source>
      <translation>工作列表查询已取消。</translation>
    </message>
    <message>
      <source>The record of exam {0} is damaged and cannot be read.</source>
      <translation>检查 {0} 的记录已损坏，无法读取。</translation>
    </message>
    <message>
      <source>The record {0} is damaged and cannot be read.</source>
      <translation>记录 {0} 已损坏，无法读取。</translation>
    </message>
    <message>
      <source>The recording cannot be analyzed in parts.</source>
      <translation>该录像无法分段分析。</translation>
    </message>
    <message>
      <source>The recording contains no picture.</source>
      <translation>录像中没有画面。</translation>
    </message>
    <message>
      <source>The recording could not be streamed to a worker.</source>
      <translation>无法将录像传送到工作进程。</translation>
    </message>
    <message>
      <source>The recording ends early ({0}).</source>
      <translation>录像文件不完整（{0}）。</translation>
    </message>
    <message>
      <source>The recording ends early: only {0} of {1} s could be read.</source>
      <translation>录像文件不完整：{1} 秒中只能读取 {0} 秒。</translation>
    </message>
    <message>
      <source>The recording has ended.</source>
      <translation>录像播放结束。</translation>
    </message>
    <message>
      <source>The recording stopped because of an error in the program. Restart the program; the details are in its log.</source>
      <translation>程序错误，录像已停止。请重新启动程序；详细信息见程序日志。</translation>
    </message>
    <message>
      <source>The recording stopped: the video could not be encoded ({0}: {1}).</source>
      <translation>录像已停止：视频无法编码（{0}：{1}）。</translation>
    </message>
    <message>
      <source>The recording was interrupted, and completed at the next start of the program.</source>
      <translation>录像曾中断，已在程序下次启动时补全。</translation>
    </message>
    <message>
      <source>The recording {0} was interrupted before its first picture was saved, so nothing of it could be recovered.</source>
      <translation>录像 {0} 在保存第一幅画面之前中断，无法恢复。</translation>
    </message>
    <message>
      <source>The rest of the recording cannot be read: the file was changed or is damaged.</source>
      <translation>录像的其余部分无法读取：文件已被更改或损坏。</translation>
    </message>
    <message>
      <source>The rest of the recording cannot be read: {0}.</source>
      <translation>录像的其余部分无法读取：{0}。</translation>
    </message>
    <message>
      <source>The runtimes of this computer are compared with the reference outputs.</source>
      <translation>正在将本机的推理运行时与参考输出进行比较。</translation>
    </message>
    <message>
      <source>The saved source “{0}” is damaged: it is not a section.</source>
      <translation>已保存的信号源“{0}”已损坏：不是一个小节。</translation>
    </message>
    <message>
      <source>The saved source “{0}” is damaged: {1}.</source>
      <translation>已保存的信号源“{0}”已损坏：{1}。</translation>
    </message>
    <message>
      <source>The sealed heads of the logs are missing or damaged, so it cannot be checked whether something was removed from the exams. Run `hysteroview exam verify`.</source>
      <translation>日志的加密末端记录缺失或已损坏，无法确认检查中是否有内容被删除。请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>The sender has ended the stream.</source>
      <translation>发送端已结束传输。</translation>
    </message>
    <message>
      <source>The settings are damaged and cannot be set aside.</source>
      <translation>设置文件已损坏，且无法移开保存。</translation>
    </message>
    <message>
      <source>The settings are damaged: {0} is not a section.</source>
      <translation>设置文件已损坏：{0} 不是一个小节。</translation>
    </message>
    <message>
      <source>The settings are damaged: {0}.</source>
      <translation>设置文件已损坏：{0}。</translation>
    </message>
    <message>
      <source>The settings are damaged: {0}.{1}.</source>
      <translation>设置文件已损坏：{0}.{1}。</translation>
    </message>
    <message>
      <source>The settings file of this site is not used. {0}</source>
      <translation>未使用本单位的设置文件。{0}</translation>
    </message>
    <message>
      <source>The settings of this archive have no address of DICOMweb.</source>
      <translation>该归档的设置中没有 DICOMweb 地址。</translation>
    </message>
    <message>
      <source>The settings were damaged: defaults are used, and the old ones kept as {0}.</source>
      <translation>设置文件已损坏：现使用默认设置，原文件保留为 {0}。</translation>
    </message>
    <message>
      <source>The signature of this model is not valid: the file was changed after it was signed, or is damaged.</source>
      <translation>此模型的签名无效：文件在签名后被更改，或已损坏。</translation>
    </message>
    <message>
      <source>The size of this camera is not one such as 1920x1080.</source>
      <translation>该摄像机的尺寸无效，应类似 1920x1080。</translation>
    </message>
    <message>
      <source>The snapshot was not saved. {0}</source>
      <translation>采图未保存。{0}</translation>
    </message>
    <message>
      <source>The source cannot be opened: {0}.</source>
      <translation>无法打开信号源：{0}。</translation>
    </message>
    <message>
      <source>The source contains no picture.</source>
      <translation>信号源没有画面。</translation>
    </message>
    <message>
      <source>The stream {0} ended before its first picture.</source>
      <translation>网络流 {0} 在第一幅画面之前就已结束。</translation>
    </message>
    <message>
      <source>The study cannot be kept on this disk.</source>
      <translation>检查无法保存到此磁盘。</translation>
    </message>
    <message>
      <source>The study has more series or pictures than are listed.</source>
      <translation>该检查的序列或图片数超出可列出的上限。</translation>
    </message>
    <message>
      <source>The study is larger than what is fetched at most.</source>
      <translation>该检查超出可调取的最大限度。</translation>
    </message>
    <message>
      <source>The table {0} is damaged.</source>
      <translation>表格 {0} 已损坏。</translation>
    </message>
    <message>
      <source>The template of the report cannot be used.</source>
      <translation>报告模板无法使用。</translation>
    </message>
    <message>
      <source>The template {0} imports a package, which would be fetched from a server.</source>
      <translation>模板 {0} 引用了需要从服务器下载的软件包。</translation>
    </message>
    <message>
      <source>The template {0} is not text in UTF-8.</source>
      <translation>模板 {0} 不是 UTF-8 文本。</translation>
    </message>
    <message>
      <source>The track {0} is damaged and cannot be read.</source>
      <translation>轨迹文件 {0} 已损坏，无法读取。</translation>
    </message>
    <message>
      <source>The trial was canceled. The model is not used.</source>
      <translation>试运行已取消。未使用该模型。</translation>
    </message>
    <message>
      <source>The video file has changed or is damaged.</source>
      <translation>视频文件已被更改或已损坏。</translation>
    </message>
    <message>
      <source>The video from {0} can no longer be decoded: its format may have changed.</source>
      <translation>{0} 的视频无法继续解码：格式可能已改变。</translation>
    </message>
    <message>
      <source>The worklist has more than 500 exams for this day.</source>
      <translation>当天的工作列表超过 500 个检查。</translation>
    </message>
    <message>
      <source>The worklist server does not answer in time.</source>
      <translation>工作列表服务器未及时响应。</translation>
    </message>
    <message>
      <source>The worklist server does not answer.</source>
      <translation>工作列表服务器没有响应。</translation>
    </message>
    <message>
      <source>The worklist server refused the connection.</source>
      <translation>工作列表服务器拒绝连接。</translation>
    </message>
    <message>
      <source>The worklist server reported an error (status {0}).</source>
      <translation>工作列表服务器报告错误（状态 {0}）。</translation>
    </message>
    <message>
      <source>The worklist server sends more than a list of exams can have.</source>
      <translation>工作列表服务器发送的数据超出检查列表应有的大小。</translation>
    </message>
    <message>
      <source>The {0} engine was built in {1} s.</source>
      <translation>{0} 引擎已构建完成，用时 {1} 秒。</translation>
    </message>
    <message>
      <source>The {0} sends no picture.</source>
      <translation>{0} 没有画面。</translation>
    </message>
    <message>
      <source>There is no Dask scheduler at {0}, or it refuses this program.</source>
      <translation>{0} 处没有 Dask 调度程序，或它拒绝了本程序。</translation>
    </message>
    <message>
      <source>There is no archive with this name in the settings any more.</source>
      <translation>设置中已没有此名称的归档。</translation>
    </message>
    <message>
      <source>There is no change of this exam's lesions that could be undone.</source>
      <translation>此检查的病灶记录没有可撤销的更改。</translation>
    </message>
    <message>
      <source>There is no exam {0}.</source>
      <translation>没有检查 {0}。</translation>
    </message>
    <message>
      <source>There is no file {0}.</source>
      <translation>没有文件 {0}。</translation>
    </message>
    <message>
      <source>There is no folder of templates {0}.</source>
      <translation>没有模板文件夹 {0}。</translation>
    </message>
    <message>
      <source>There is no lesion {0} in this exam.</source>
      <translation>此检查中没有病灶 {0}。</translation>
    </message>
    <message>
      <source>There is no model folder {0}.</source>
      <translation>没有模型文件夹 {0}。</translation>
    </message>
    <message>
      <source>There is no model “{0}” in the library.</source>
      <translation>模型库中没有模型“{0}”。</translation>
    </message>
    <message>
      <source>There is no place for earlier exams on this computer.</source>
      <translation>本机没有存放既往检查的位置。</translation>
    </message>
    <message>
      <source>There is no recording {0}: the exam has {1}.</source>
      <translation>没有录像 {0}：此检查有 {1} 个录像。</translation>
    </message>
    <message>
      <source>There is no runtime {0}.</source>
      <translation>没有推理引擎 {0}。</translation>
    </message>
    <message>
      <source>There is nothing to explain: the AI does not assess this frame ({0}).</source>
      <translation>无可解释：AI 不评估此帧（{0}）。</translation>
    </message>
    <message>
      <source>There is nothing to explain: the AI does not assess this frame ({0}: {1}).</source>
      <translation>无可解释：AI 不评估此帧（{0}：{1}）。</translation>
    </message>
    <message>
      <source>These exams are encrypted and locked.</source>
      <translation>这些检查已加密并锁定。</translation>
    </message>
    <message>
      <source>These exams are encrypted, and the file with their key is missing.</source>
      <translation>这些检查已加密，但缺少密钥文件。</translation>
    </message>
    <message>
      <source>These exams are not encrypted.</source>
      <translation>这些检查未加密。</translation>
    </message>
    <message>
      <source>These exams were saved by a newer version of HysteroView, and this version cannot read them.</source>
      <translation>这些检查由更新版本的 HysteroView 保存，本版本无法读取。</translation>
    </message>
    <message>
      <source>These exams were saved by an older version of HysteroView, and their index is not up to date.</source>
      <translation>这些检查由旧版本的 HysteroView 保存，索引尚未更新。</translation>
    </message>
    <message>
      <source>These results are being written, or were not closed properly.</source>
      <translation>这些结果正在写入，或者没有正常关闭。</translation>
    </message>
    <message>
      <source>This address cannot be read.</source>
      <translation>无法识别该地址。</translation>
    </message>
    <message>
      <source>This address is not complete: it was exported without passwords.</source>
      <translation>该地址不完整：导出时未包含密码。</translation>
    </message>
    <message>
      <source>This address of a camera has an unknown option.</source>
      <translation>该摄像机地址含有未知选项。</translation>
    </message>
    <message>
      <source>This address of a phantom has an unknown option.</source>
      <translation>该模拟体地址含有未知选项。</translation>
    </message>
    <message>
      <source>This archive cannot be asked whether it has it.</source>
      <translation>无法向该归档查询是否已有该对象。</translation>
    </message>
    <message>
      <source>This archive does not take the class of this object.</source>
      <translation>该归档不接收此对象的类别。</translation>
    </message>
    <message>
      <source>This archive does not take the transfer syntax of this object.</source>
      <translation>该归档不接收此对象的传输语法。</translation>
    </message>
    <message>
      <source>This archive takes no AI results.</source>
      <translation>该归档不接收 AI 结果。</translation>
    </message>
    <message>
      <source>This archive takes no endoscopic pictures.</source>
      <translation>该归档不接收内镜图片。</translation>
    </message>
    <message>
      <source>This archive takes no pictures in this compression.</source>
      <translation>该归档不接收此种压缩的图片。</translation>
    </message>
    <message>
      <source>This archive takes no reports as PDF.</source>
      <translation>该归档不接收 PDF 报告。</translation>
    </message>
    <message>
      <source>This archive takes no reports on begin and end of exams.</source>
      <translation>该归档不接收检查开始和结束的上报。</translation>
    </message>
    <message>
      <source>This archive takes no video of this kind. Pictures and report are sent.</source>
      <translation>该归档不接收此类视频。图片和报告会发送。</translation>
    </message>
    <message>
      <source>This computer cannot open SRT streams: a program that they need is not installed.</source>
      <translation>此电脑无法打开 SRT 流：未安装所需的程序。</translation>
    </message>
    <message>
      <source>This computer has no NVIDIA GPU.</source>
      <translation>此电脑没有 NVIDIA 显卡。</translation>
    </message>
    <message>
      <source>This computer's certificate or its private key cannot be used.</source>
      <translation>本机的证书或其私钥无法使用。</translation>
    </message>
    <message>
      <source>This exam has no recording.</source>
      <translation>此检查没有录像。</translation>
    </message>
    <message>
      <source>This is neither a file nor an address that can be read.</source>
      <translation>这既不是文件，也不是可识别的地址。</translation>
    </message>
    <message>
      <source>This is not the UID of a study or series.</source>
      <translation>这不是检查或序列的 UID。</translation>
    </message>
    <message>
      <source>This is not the address of a camera.</source>
      <translation>这不是摄像机的地址。</translation>
    </message>
    <message>
      <source>This is not the address of a phantom.</source>
      <translation>这不是模拟体的地址。</translation>
    </message>
    <message>
      <source>This is not the passphrase of these exams.</source>
      <translation>口令不正确。</translation>
    </message>
    <message>
      <source>This is the first of {0} series.</source>
      <translation>这是 {0} 个序列中的第一个。</translation>
    </message>
    <message>
      <source>This object is being sent.</source>
      <translation>该对象正在发送。</translation>
    </message>
    <message>
      <source>This order has no patient.</source>
      <translation>该检查申请没有患者信息。</translation>
    </message>
    <message>
      <source>This part of the recording is analyzed again.</source>
      <translation>将重新分析录像的这一部分。</translation>
    </message>
    <message>
      <source>This patient's ID has a character that would find other patients too: * ? or \.</source>
      <translation>该患者编号含有会匹配到其他患者的字符：*、? 或 \。</translation>
    </message>
    <message>
      <source>This recording is being analyzed in another window.</source>
      <translation>另一个窗口正在分析此录像。</translation>
    </message>
    <message>
      <source>To explain a frame, the extra “lab” must be installed: pip install 'hysteroview[lab]'.</source>
      <translation>解释画面需要安装附加组件“lab”：pip install 'hysteroview[lab]'。</translation>
    </message>
    <message>
      <source>Try again later, or ask who runs the archive.</source>
      <translation>请稍后重试，或询问归档管理员。</translation>
    </message>
    <message>
      <source>Try again later.</source>
      <translation>请稍后重试。</translation>
    </message>
    <message>
      <source>Try again.</source>
      <translation>请重试。</translation>
    </message>
    <message>
      <source>Try again; if it happens again, there may be too little memory.</source>
      <translation>请重试；如果再次发生，可能是内存不足。</translation>
    </message>
    <message>
      <source>Try it with `hysteroview analyze`, and look at the workers' messages.</source>
      <translation>请用 `hysteroview analyze` 试一下，并查看工作进程的输出信息。</translation>
    </message>
    <message>
      <source>Try the begin again first.</source>
      <translation>请先重试上报开始。</translation>
    </message>
    <message>
      <source>Try the recording with `hysteroview analyze`, or use shorter parts.</source>
      <translation>请用 `hysteroview analyze` 尝试该录像，或使用更短的片段。</translation>
    </message>
    <message>
      <source>Type it again.</source>
      <translation>请重新输入。</translation>
    </message>
    <message>
      <source>Type it as year-month-day, such as 2026-03-31.</source>
      <translation>请按年-月-日输入，例如 2026-03-31。</translation>
    </message>
    <message>
      <source>Type the number alone, without its unit.</source>
      <translation>请只输入数字，不含单位。</translation>
    </message>
    <message>
      <source>Update HysteroView on this computer, or choose another folder with --store.</source>
      <translation>请更新本机的 HysteroView，或用 --store 选择其他文件夹。</translation>
    </message>
    <message>
      <source>Update HysteroView on this computer.</source>
      <translation>请更新本机的 HysteroView。</translation>
    </message>
    <message>
      <source>Update HysteroView, or choose another model.</source>
      <translation>请更新 HysteroView，或选择其他模型。</translation>
    </message>
    <message>
      <source>Update TensorRT and the driver, or choose another runtime.</source>
      <translation>请更新 TensorRT 和驱动程序，或选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Update its driver, or choose another runtime.</source>
      <translation>请更新驱动程序，或选择其他推理引擎。</translation>
    </message>
    <message>
      <source>Use #color= with one of {0}, or #aspect= with one of {1}.</source>
      <translation>请使用 #color=（{0} 之一）或 #aspect=（{1} 之一）。</translation>
    </message>
    <message>
      <source>Use `hysteroview export clip` for recordings.</source>
      <translation>录像请使用 `hysteroview export clip`。</translation>
    </message>
    <message>
      <source>Use an address of DICOMweb that begins with https.</source>
      <translation>请使用以 https 开头的 DICOMweb 地址。</translation>
    </message>
    <message>
      <source>Use at least 12 characters. Five random words are easy to remember and hard to guess.</source>
      <translation>至少 12 个字符。五个随机词语易记难猜。</translation>
    </message>
    <message>
      <source>Use that version, or another folder for the results.</source>
      <translation>请使用该版本，或将结果放在另一文件夹。</translation>
    </message>
    <message>
      <source>Use that version.</source>
      <translation>请使用该版本。</translation>
    </message>
    <message>
      <source>Use the card that was made with this model.</source>
      <translation>请使用与此模型配套的模型卡。</translation>
    </message>
    <message>
      <source>Wait for it, or choose another folder with --out.</source>
      <translation>请等待其完成，或用 --out 选择另一文件夹。</translation>
    </message>
    <message>
      <source>Wait for the program that writes them, or copy the folder to where you may write and open the copy.</source>
      <translation>请等待写入结果的程序结束；或者把文件夹复制到可写入的位置，再打开副本。</translation>
    </message>
    <message>
      <source>Wait until it is complete, or close that window.</source>
      <translation>请等待其完成，或关闭该窗口。</translation>
    </message>
    <message>
      <source>Wait until it is sent, or take it out of the outbox first.</source>
      <translation>请等待发送完成，或先将其从发件箱中移除。</translation>
    </message>
    <message>
      <source>Wait until that has ended, and try again.</source>
      <translation>请等其结束后再试。</translation>
    </message>
    <message>
      <source>What stands behind # in this location is neither a color nor an aspect.</source>
      <translation>该地址中 # 之后的内容既不是颜色，也不是宽高比。</translation>
    </message>
    <message>
      <source>What the AI said of this picture, drawn on it. Research use only. Not for diagnosis.</source>
      <translation>AI 对此图像的结果已绘制在图像上。仅供研究使用，不用于诊断。</translation>
    </message>
    <message>
      <source>What the AI said of this recording is damaged and cannot be read.</source>
      <translation>AI 对该录像的结果已损坏，无法读取。</translation>
    </message>
    <message>
      <source>Write them into a file that only you can read, and enter that in the settings.</source>
      <translation>请将其写入仅您可读的文件，并在设置中填写该文件。</translation>
    </message>
    <message>
      <source>You do not have permission to read {0}.</source>
      <translation>您没有读取 {0} 的权限。</translation>
    </message>
    <message>
      <source>`hysteroview exam list` shows all.</source>
      <translation>`hysteroview exam list` 可列出全部检查。</translation>
    </message>
    <message>
      <source>`hysteroview exam show` lists its lesions.</source>
      <translation>`hysteroview exam show` 可列出其病灶。</translation>
    </message>
    <message>
      <source>`hysteroview export report --write-template DIR` makes one.</source>
      <translation>可用 `hysteroview export report --write-template DIR` 生成。</translation>
    </message>
    <message>
      <source>`hysteroview model list` shows them.</source>
      <translation>`hysteroview model list` 可列出所有模型。</translation>
    </message>
    <message>
      <source>`hysteroview pacs find` lists them.</source>
      <translation>可用 `hysteroview pacs find` 列出。</translation>
    </message>
    <message>
      <source>a box must be four numbers x,y,width,height</source>
      <translation>方框必须是四个数 x,y,宽,高</translation>
    </message>
    <message>
      <source>a box must be given as shares of the frame: x,y,width,height</source>
      <translation>方框须以画面的比例表示：x,y,宽,高</translation>
    </message>
    <message>
      <source>a key must be written like "F13" or "hold F13"</source>
      <translation>按键应写作 "F13" 或 "hold F13"</translation>
    </message>
    <message>
      <source>a name has 1 to 60 characters, none of them / : ? #</source>
      <translation>名称须为 1 至 60 个字符，且不含 / : ? #</translation>
    </message>
    <message>
      <source>a test card, not a camera picture</source>
      <translation>测试卡画面，非摄像画面</translation>
    </message>
    <message>
      <source>a view must be one of {0}</source>
      <translation>视野必须是以下之一：{0}</translation>
    </message>
    <message>
      <source>a view “{0}” cannot have a box</source>
      <translation>视野“{0}”不能有方框</translation>
    </message>
    <message>
      <source>aspect must be one of {0}</source>
      <translation>aspect 必须是 {0} 之一</translation>
    </message>
    <message>
      <source>aspect must be text</source>
      <translation>aspect 必须是文本</translation>
    </message>
    <message>
      <source>audit.jsonl cannot be read: {0}.</source>
      <translation>无法读取 audit.jsonl：{0}。</translation>
    </message>
    <message>
      <source>batch {0} was answered in place of {1}</source>
      <translation>收到的是第 {0} 批的结果，而不是第 {1} 批的</translation>
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
      <source>broken pipe</source>
      <translation>管道断开</translation>
    </message>
    <message>
      <source>bubbles hide the view</source>
      <translation>气泡遮挡视野</translation>
    </message>
    <message>
      <source>color must be one of {0}</source>
      <translation>颜色必须是 {0} 之一</translation>
    </message>
    <message>
      <source>color must be text</source>
      <translation>color 必须是文本</translation>
    </message>
    <message>
      <source>colors can be set only for a recording or a network stream</source>
      <translation>只能为录像或网络流设置颜色</translation>
    </message>
    <message>
      <source>connection refused</source>
      <translation>连接被拒绝</translation>
    </message>
    <message>
      <source>connection reset by peer</source>
      <translation>连接被对方重置</translation>
    </message>
    <message>
      <source>connection timed out</source>
      <translation>连接超时</translation>
    </message>
    <message>
      <source>decoder not found</source>
      <translation>没有解码器</translation>
    </message>
    <message>
      <source>device or resource busy</source>
      <translation>设备或资源正忙</translation>
    </message>
    <message>
      <source>disk quota exceeded</source>
      <translation>超出磁盘配额</translation>
    </message>
    <message>
      <source>end of file</source>
      <translation>文件提前结束</translation>
    </message>
    <message>
      <source>file name too long</source>
      <translation>文件名过长</translation>
    </message>
    <message>
      <source>file too large</source>
      <translation>文件过大</translation>
    </message>
    <message>
      <source>input/output error</source>
      <translation>读写错误</translation>
    </message>
    <message>
      <source>invalid argument</source>
      <translation>参数无效</translation>
    </message>
    <message>
      <source>invalid data found when processing input</source>
      <translation>数据无效</translation>
    </message>
    <message>
      <source>is a directory</source>
      <translation>是一个文件夹</translation>
    </message>
    <message>
      <source>it is not a correction</source>
      <translation>这不是有效的校正</translation>
    </message>
    <message>
      <source>network is unreachable</source>
      <translation>网络不可达</translation>
    </message>
    <message>
      <source>no endoscopic picture in the frame</source>
      <translation>画面中没有内镜图像</translation>
    </message>
    <message>
      <source>no route to host</source>
      <translation>无法连接到主机</translation>
    </message>
    <message>
      <source>no space left on device</source>
      <translation>磁盘空间不足</translation>
    </message>
    <message>
      <source>no such device</source>
      <translation>没有此设备</translation>
    </message>
    <message>
      <source>no such device or address</source>
      <translation>没有此设备或地址</translation>
    </message>
    <message>
      <source>no such file or directory</source>
      <translation>没有此文件或文件夹</translation>
    </message>
    <message>
      <source>not a directory</source>
      <translation>不是文件夹</translation>
    </message>
    <message>
      <source>operation not permitted</source>
      <translation>不允许此操作</translation>
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
      <source>permission denied</source>
      <translation>没有权限</translation>
    </message>
    <message>
      <source>protocol not found</source>
      <translation>不支持的协议</translation>
    </message>
    <message>
      <source>read-only file system</source>
      <translation>磁盘为只读</translation>
    </message>
    <message>
      <source>report.docx cannot be used as a template.</source>
      <translation>report.docx 无法用作模板。</translation>
    </message>
    <message>
      <source>server returned 401 unauthorized (authorization failed)</source>
      <translation>服务器要求登录（401）</translation>
    </message>
    <message>
      <source>server returned 403 forbidden (access denied)</source>
      <translation>服务器拒绝访问（403）</translation>
    </message>
    <message>
      <source>server returned 404 not found</source>
      <translation>服务器上没有此内容（404）</translation>
    </message>
    <message>
      <source>server returned 5xx server error reply</source>
      <translation>服务器内部错误（5xx）</translation>
    </message>
    <message>
      <source>stale file handle</source>
      <translation>文件句柄已失效</translation>
    </message>
    <message>
      <source>the aspect of a phantom cannot be set</source>
      <translation>不能设置模拟体的画面比例</translation>
    </message>
    <message>
      <source>the box is missing</source>
      <translation>缺少方框</translation>
    </message>
    <message>
      <source>the box lies outside the frame</source>
      <translation>方框在画面之外</translation>
    </message>
    <message>
      <source>the engine does not accept a batch of {0}: {1}</source>
      <translation>引擎不接受 {0} 幅画面一批：{1}</translation>
    </message>
    <message>
      <source>the inference process answered with {0}</source>
      <translation>分析进程返回了 {0}</translation>
    </message>
    <message>
      <source>the inference process began with {0}</source>
      <translation>分析进程以 {0} 开始</translation>
    </message>
    <message>
      <source>the input of the model is {0}, not one picture (N, 3, {1}, {2})</source>
      <translation>模型的输入是 {0}，而不是一幅画面（N, 3, {1}, {2}）</translation>
    </message>
    <message>
      <source>the lens touches tissue</source>
      <translation>镜头接触组织</translation>
    </message>
    <message>
      <source>the location is missing</source>
      <translation>缺少位置</translation>
    </message>
    <message>
      <source>the location is too long</source>
      <translation>位置过长</translation>
    </message>
    <message>
      <source>the model computes the {0} of {1}, which torch does not support here</source>
      <translation>模型在运行时计算 {1} 的 {0}，此处 torch 不支持</translation>
    </message>
    <message>
      <source>the model gave no valid result</source>
      <translation>模型未给出有效结果</translation>
    </message>
    <message>
      <source>the model has no output class_maps</source>
      <translation>模型没有输出 class_maps</translation>
    </message>
    <message>
      <source>the model has no output {0} (it has {1})</source>
      <translation>模型没有输出 {0}（有 {1}）</translation>
    </message>
    <message>
      <source>the model uses asymmetric padding, which torch does not support</source>
      <translation>模型使用了 torch 不支持的非对称填充</translation>
    </message>
    <message>
      <source>the model uses operators that cannot be translated to torch: {0}</source>
      <translation>模型使用了无法转换到 torch 的运算：{0}</translation>
    </message>
    <message>
      <source>the model's {0} is not in single precision</source>
      <translation>模型的 {0} 不是单精度</translation>
    </message>
    <message>
      <source>the name of an archive must have 1 to 40 characters</source>
      <translation>归档名称须为 1 至 40 个字符</translation>
    </message>
    <message>
      <source>the numbers of a box must be finite</source>
      <translation>方框的数值必须有限</translation>
    </message>
    <message>
      <source>the outputs {0} do not match the {1} labels of the card</source>
      <translation>输出 {0} 与模型卡的 {1} 个类别不符</translation>
    </message>
    <message>
      <source>the picture is frozen</source>
      <translation>画面静止</translation>
    </message>
    <message>
      <source>there is no driver for {0}</source>
      <translation>没有 {0} 的驱动程序</translation>
    </message>
    <message>
      <source>this CPU does not compute with bf16</source>
      <translation>此 CPU 不支持 bf16</translation>
    </message>
    <message>
      <source>this GPU does not compute with bf16</source>
      <translation>此 GPU 不支持 bf16</translation>
    </message>
    <message>
      <source>this NPU does not compute with bf16</source>
      <translation>此 NPU 不支持 bf16</translation>
    </message>
    <message>
      <source>this ONNX Runtime was built without CPU</source>
      <translation>此 ONNX Runtime 不支持 CPU</translation>
    </message>
    <message>
      <source>this ONNX Runtime was built without CUDA GPU</source>
      <translation>此 ONNX Runtime 不支持 CUDA 显卡</translation>
    </message>
    <message>
      <source>this ONNX Runtime was built without CoreML</source>
      <translation>此 ONNX Runtime 不支持 CoreML</translation>
    </message>
    <message>
      <source>this ONNX Runtime was built without DirectML GPU</source>
      <translation>此 ONNX Runtime 不支持 DirectML 显卡</translation>
    </message>
    <message>
      <source>this is not a text file</source>
      <translation>这不是文本文件</translation>
    </message>
    <message>
      <source>this runtime cannot load {0}: it is not an ONNX model ({1})</source>
      <translation>此运行时无法加载 {0}：它不是 ONNX 模型（{1}）</translation>
    </message>
    <message>
      <source>too dark</source>
      <translation>太暗</translation>
    </message>
    <message>
      <source>too many levels of symbolic links</source>
      <translation>符号链接层数过多</translation>
    </message>
    <message>
      <source>too many open files</source>
      <translation>打开的文件过多</translation>
    </message>
    <message>
      <source>torch cannot load the model on {0}: {1}</source>
      <translation>torch 无法在 {0} 上加载模型：{1}</translation>
    </message>
    <message>
      <source>torch cannot load {0}: it is not an ONNX model</source>
      <translation>torch 无法加载 {0}：不是 ONNX 模型</translation>
    </message>
    <message>
      <source>torch finds no Apple GPU</source>
      <translation>torch 未找到 Apple 显卡</translation>
    </message>
    <message>
      <source>torch finds no CUDA GPU</source>
      <translation>torch 未找到 CUDA 显卡</translation>
    </message>
    <message>
      <source>video data was lost</source>
      <translation>视频数据丢失</translation>
    </message>
    <message>
      <source>{0} Defaults are used.</source>
      <translation>{0}现使用默认设置。</translation>
    </message>
    <message>
      <source>{0} It cannot be set aside: repair or delete {1}.</source>
      <translation>{0}无法将其移开保存：请修复或删除 {1}。</translation>
    </message>
    <message>
      <source>{0} It is kept as {1}, and the list is now empty.</source>
      <translation>{0}该文件已保存为 {1}，列表现在为空。</translation>
    </message>
    <message>
      <source>{0} Its AI track is lost; times are taken from the video alone.</source>
      <translation>{0}其 AI 记录已丢失，时间取自视频。</translation>
    </message>
    <message>
      <source>{0} TensorRT says: {1}</source>
      <translation>{0}TensorRT 报告：{1}</translation>
    </message>
    <message>
      <source>{0} The program reconnects as soon as the signal is back.</source>
      <translation>{0}信号恢复后自动重新连接。</translation>
    </message>
    <message>
      <source>{0} This worker is left out.</source>
      <translation>{0} 不再使用该工作进程。</translation>
    </message>
    <message>
      <source>{0} already exists in {1}.</source>
      <translation>{1} 中已有 {0}。</translation>
    </message>
    <message>
      <source>{0} already exists, and nothing was written.</source>
      <translation>{0} 已存在，未写入任何内容。</translation>
    </message>
    <message>
      <source>{0} already exists.</source>
      <translation>{0} 已存在。</translation>
    </message>
    <message>
      <source>{0} cannot be encoded: {1}.</source>
      <translation>{0} 无法编码：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot be made into a DICOM video.</source>
      <translation>{0} 无法转换为 DICOM 视频。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: it sends no video that can be read.</source>
      <translation>无法打开 {0}：它没有发送可读取的视频。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: there is no answer.</source>
      <translation>无法打开 {0}：没有响应。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: this kind of address is not supported on this computer.</source>
      <translation>无法打开 {0}：此电脑不支持这类地址。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: {1}.</source>
      <translation>无法打开 {0}：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot be read ({1}).</source>
      <translation>无法读取 {0}（{1}）。</translation>
    </message>
    <message>
      <source>{0} cannot be read anymore.</source>
      <translation>无法再读取 {0}。</translation>
    </message>
    <message>
      <source>{0} cannot be read as a picture: it is damaged or in another format.</source>
      <translation>{0} 无法作为图片读取：文件已损坏或格式不符。</translation>
    </message>
    <message>
      <source>{0} cannot be read as a video: {1}.</source>
      <translation>{0} 无法作为视频读取：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot be read as text.</source>
      <translation>无法将 {0} 作为文本读取。</translation>
    </message>
    <message>
      <source>{0} cannot be read: a result that was kept is missing or damaged.</source>
      <translation>无法读取 {0}：已保存的结果缺失或损坏。</translation>
    </message>
    <message>
      <source>{0} cannot be read: {1}.</source>
      <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot be written: it is a folder.</source>
      <translation>无法写入 {0}：它是文件夹。</translation>
    </message>
    <message>
      <source>{0} cannot be written: it is not a file.</source>
      <translation>无法写入 {0}：它不是文件。</translation>
    </message>
    <message>
      <source>{0} cannot be written: the folder {1} does not exist.</source>
      <translation>无法写入 {0}：文件夹 {1} 不存在。</translation>
    </message>
    <message>
      <source>{0} cannot be written: {1}.</source>
      <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot build the engine: {1}</source>
      <translation>{0} 无法构建引擎：{1}</translation>
    </message>
    <message>
      <source>{0} cannot load the engine: {1}</source>
      <translation>{0} 无法加载引擎：{1}</translation>
    </message>
    <message>
      <source>{0} cannot load the model: it contains no network</source>
      <translation>{0} 无法加载模型：其中没有网络</translation>
    </message>
    <message>
      <source>{0} cannot load the model: {1}</source>
      <translation>{0} 无法加载模型：{1}</translation>
    </message>
    <message>
      <source>{0} computes in fp32 or fp16 here, not in {1}.</source>
      <translation>{0} 在此以 fp32 或 fp16 计算，而不是 {1}。</translation>
    </message>
    <message>
      <source>{0} contains no DICOM picture or video.</source>
      <translation>{0} 中没有 DICOM 图片或视频。</translation>
    </message>
    <message>
      <source>{0} contains no complete frame ({1}).</source>
      <translation>{0} 中没有完整的画面（{1}）。</translation>
    </message>
    <message>
      <source>{0} contains no complete frame.</source>
      <translation>{0} 中没有完整的画面。</translation>
    </message>
    <message>
      <source>{0} contains no exams.</source>
      <translation>{0} 中没有检查。</translation>
    </message>
    <message>
      <source>{0} contains no further picture.</source>
      <translation>{0} 中没有更多图像。</translation>
    </message>
    <message>
      <source>{0} contains no picture that can be shown.</source>
      <translation>{0} 中没有可显示的图像。</translation>
    </message>
    <message>
      <source>{0} contains no picture.</source>
      <translation>{0} 中没有图片。</translation>
    </message>
    <message>
      <source>{0} contains no video.</source>
      <translation>{0} 中没有视频。</translation>
    </message>
    <message>
      <source>{0} contains only sound, no video.</source>
      <translation>{0} 中只有声音，没有视频。</translation>
    </message>
    <message>
      <source>{0} continues a recording that begins with {1}. Open {2} to see it as a whole.</source>
      <translation>{0} 是从 {1} 开始的录像的后续部分。要查看完整录像，请打开 {2}。</translation>
    </message>
    <message>
      <source>{0} does not belong into a model file.</source>
      <translation>{0} 不属于模型文件。</translation>
    </message>
    <message>
      <source>{0} does not belong to this user, or is not a folder.</source>
      <translation>{0} 不属于当前用户，或不是文件夹。</translation>
    </message>
    <message>
      <source>{0} does not end in .hvmodel.</source>
      <translation>{0} 的扩展名不是 .hvmodel。</translation>
    </message>
    <message>
      <source>{0} does not support {1} (compute capability {2})</source>
      <translation>{0} 不支持 {1}（计算能力 {2}）</translation>
    </message>
    <message>
      <source>{0} exists, and a key is never replaced.</source>
      <translation>{0} 已存在，密钥不会被覆盖。</translation>
    </message>
    <message>
      <source>{0} files are shown as one recording: {1} to {2}.</source>
      <translation>{0} 个文件作为一段录像显示：{1} 至 {2}。</translation>
    </message>
    <message>
      <source>{0} frame arrived faster than could be processed.</source>
      <translation>{0} 帧到达过快，未能处理。</translation>
    </message>
    <message>
      <source>{0} frame arrived with visible errors.</source>
      <translation>{0} 帧到达时有明显错误。</translation>
    </message>
    <message>
      <source>{0} frame contained in both {1} and {2}, and shown once.</source>
      <translation>{1} 与 {2} 都含有同样的 {0} 帧，只显示一次。</translation>
    </message>
    <message>
      <source>{0} frame could not be decoded.</source>
      <translation>{0} 帧无法解码。</translation>
    </message>
    <message>
      <source>{0} frame decoded with visible errors.</source>
      <translation>{0} 帧解码后有明显错误。</translation>
    </message>
    <message>
      <source>{0} frame had a timestamp earlier than the previous one; it was corrected.</source>
      <translation>{0} 帧的时间戳早于前一帧，已更正。</translation>
    </message>
    <message>
      <source>{0} frame had no timestamp; it was computed from the frame rate.</source>
      <translation>{0} 帧没有时间戳，已按帧率推算。</translation>
    </message>
    <message>
      <source>{0} frame may be wrong because video data was lost.</source>
      <translation>{0} 帧可能有误，因为视频数据丢失。</translation>
    </message>
    <message>
      <source>{0} frame missing between {1} and {2}.</source>
      <translation>{1} 与 {2} 之间缺少 {0} 帧。</translation>
    </message>
    <message>
      <source>{0} frames arrived faster than could be processed.</source>
      <translation>{0} 帧到达过快，未能处理。</translation>
    </message>
    <message>
      <source>{0} frames arrived with visible errors.</source>
      <translation>{0} 帧到达时有明显错误。</translation>
    </message>
    <message>
      <source>{0} frames contained in both {1} and {2}, and shown once.</source>
      <translation>{1} 与 {2} 都含有同样的 {0} 帧，只显示一次。</translation>
    </message>
    <message>
      <source>{0} frames could not be decoded.</source>
      <translation>{0} 帧无法解码。</translation>
    </message>
    <message>
      <source>{0} frames decoded with visible errors.</source>
      <translation>{0} 帧解码后有明显错误。</translation>
    </message>
    <message>
      <source>{0} frames had a timestamp earlier than the previous one; it was corrected.</source>
      <translation>{0} 帧的时间戳早于前一帧，已更正。</translation>
    </message>
    <message>
      <source>{0} frames had no timestamp; it was computed from the frame rate.</source>
      <translation>{0} 帧没有时间戳，已按帧率推算。</translation>
    </message>
    <message>
      <source>{0} frames may be wrong because video data was lost.</source>
      <translation>{0} 帧可能有误，因为视频数据丢失。</translation>
    </message>
    <message>
      <source>{0} frames missing between {1} and {2}.</source>
      <translation>{1} 与 {2} 之间缺少 {0} 帧。</translation>
    </message>
    <message>
      <source>{0} has more frames than can be opened.</source>
      <translation>{0} 的帧数超出可打开的范围。</translation>
    </message>
    <message>
      <source>{0} has too many parts.</source>
      <translation>{0} 的分段过多。</translation>
    </message>
    <message>
      <source>{0} has {1} series.</source>
      <translation>{0} 有 {1} 个序列。</translation>
    </message>
    <message>
      <source>{0} has {1} × {2} pixels; the largest supported size is 8192 × 8192.</source>
      <translation>{0} 为 {1} × {2} 像素；最大支持 8192 × 8192。</translation>
    </message>
    <message>
      <source>{0} is a DICOM file of another kind: no picture.</source>
      <translation>{0} 是其他类型的 DICOM 文件：不是图片。</translation>
    </message>
    <message>
      <source>{0} is a DICOM file of another kind: {1}.</source>
      <translation>{0} 是其他类型的 DICOM 文件：{1}。</translation>
    </message>
    <message>
      <source>{0} is a DICOM file that is compressed as a whole, which this program does not open.</source>
      <translation>{0} 是整体压缩的 DICOM 文件，本程序无法打开。</translation>
    </message>
    <message>
      <source>{0} is a DICOM file that is damaged or cannot be read.</source>
      <translation>{0} 是已损坏或无法读取的 DICOM 文件。</translation>
    </message>
    <message>
      <source>{0} is a DICOM file, no video or picture.</source>
      <translation>{0} 是 DICOM 文件，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a PDF document, no video or picture.</source>
      <translation>{0} 是 PDF 文档，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a ZIP archive or an Office document, no video or picture.</source>
      <translation>{0} 是 ZIP 压缩包或 Office 文档，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a compressed archive, no video or picture.</source>
      <translation>{0} 是压缩包，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a database, no video or picture.</source>
      <translation>{0} 是数据库，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a folder, a device or a pipe, not a file.</source>
      <translation>{0} 是文件夹、设备或管道，不是文件。</translation>
    </message>
    <message>
      <source>{0} is a program, no video or picture.</source>
      <translation>{0} 是程序，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a recording, not a live stream.</source>
      <translation>{0} 是录像文件，不是实时流。</translation>
    </message>
    <message>
      <source>{0} is a recording, not a picture.</source>
      <translation>{0} 是录像，不是图像。</translation>
    </message>
    <message>
      <source>{0} is a text document, no video or picture.</source>
      <translation>{0} 是文本文档，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is a web page, no video or picture.</source>
      <translation>{0} 是网页，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is an Office document, no video or picture.</source>
      <translation>{0} 是 Office 文档，不是视频或图片。</translation>
    </message>
    <message>
      <source>{0} is closed.</source>
      <translation>{0} 已关闭。</translation>
    </message>
    <message>
      <source>{0} is compressed in a format that this program cannot decode.</source>
      <translation>{0} 的压缩格式本程序无法解码。</translation>
    </message>
    <message>
      <source>{0} is empty.</source>
      <translation>{0} 是空文件。</translation>
    </message>
    <message>
      <source>{0} is in a video format that this program cannot decode.</source>
      <translation>{0} 的视频格式无法解码。</translation>
    </message>
    <message>
      <source>{0} is installed but does not load: {1}.</source>
      <translation>{0} 已安装但无法加载：{1}。</translation>
    </message>
    <message>
      <source>{0} is larger than {1} MB.</source>
      <translation>{0} 大于 {1} MB。</translation>
    </message>
    <message>
      <source>{0} is live video: only the current picture can be shown.</source>
      <translation>{0} 是实时视频，只能显示当前画面。</translation>
    </message>
    <message>
      <source>{0} is no video, or is damaged.</source>
      <translation>{0} 不是视频，或已损坏。</translation>
    </message>
    <message>
      <source>{0} is not a DICOM file that can be sent.</source>
      <translation>{0} 不是可以发送的 DICOM 文件。</translation>
    </message>
    <message>
      <source>{0} is not a complete snapshot or clip of this exam.</source>
      <translation>{0} 不是此检查的完整采图或片段。</translation>
    </message>
    <message>
      <source>{0} is not a folder of results of an archive.</source>
      <translation>{0} 不是归档结果文件夹。</translation>
    </message>
    <message>
      <source>{0} is not a model bundle: it has no {1}.</source>
      <translation>{0} 不是模型包：缺少 {1}。</translation>
    </message>
    <message>
      <source>{0} is not a private key.</source>
      <translation>{0} 不是私钥。</translation>
    </message>
    <message>
      <source>{0} is not a regular file.</source>
      <translation>{0} 不是普通文件。</translation>
    </message>
    <message>
      <source>{0} is not a section</source>
      <translation>{0} 不是一个节</translation>
    </message>
    <message>
      <source>{0} is not a table of this model.</source>
      <translation>{0} 不是此模型的表格。</translation>
    </message>
    <message>
      <source>{0} is not available on {1}</source>
      <translation>{0} 不适用于 {1}</translation>
    </message>
    <message>
      <source>{0} is not empty: only a new store can be encrypted.</source>
      <translation>{0} 不是空文件夹：只有新建的检查库才能加密。</translation>
    </message>
    <message>
      <source>{0} is not encrypted with the key of these exams, or is damaged.</source>
      <translation>{0} 不是用这些检查的密钥加密的，或已损坏。</translation>
    </message>
    <message>
      <source>{0} is not installed</source>
      <translation>未安装 {0}</translation>
    </message>
    <message>
      <source>{0} is not loaded: it contains a compiled engine or names a file with one</source>
      <translation>未加载 {0}：其中包含已编译的引擎，或引用了这样的文件</translation>
    </message>
    <message>
      <source>{0} is not loaded: it keeps weights in other files</source>
      <translation>未加载 {0}：其权重存放在其他文件中</translation>
    </message>
    <message>
      <source>{0} is text, not a video.</source>
      <translation>{0} 是文本文件，不是视频。</translation>
    </message>
    <message>
      <source>{0} is too large, or a line of it is.</source>
      <translation>{0} 过大，或其中有一行过长。</translation>
    </message>
    <message>
      <source>{0} may continue this recording, but its time does not show that. `--parts join` opens both as one recording.</source>
      <translation>{0} 可能是这段录像的后续部分，但其时间无法证明。使用 `--parts join` 可将两者作为一段录像打开。</translation>
    </message>
    <message>
      <source>{0} must be 0 or 1.</source>
      <translation>{0} 必须是 0 或 1。</translation>
    </message>
    <message>
      <source>{0} must be {1}</source>
      <translation>{0} 必须是 {1}</translation>
    </message>
    <message>
      <source>{0} must be {1}, or {2}</source>
      <translation>{0} 必须是 {1} 或 {2}</translation>
    </message>
    <message>
      <source>{0} picture could not be read: {1}, ….</source>
      <translation>{0} 张图片无法读取：{1}，…。</translation>
    </message>
    <message>
      <source>{0} picture could not be read: {1}.</source>
      <translation>{0} 张图片无法读取：{1}。</translation>
    </message>
    <message>
      <source>{0} pictures could not be read: {1}, ….</source>
      <translation>{0} 张图片无法读取：{1}，…。</translation>
    </message>
    <message>
      <source>{0} pictures could not be read: {1}.</source>
      <translation>{0} 张图片无法读取：{1}。</translation>
    </message>
    <message>
      <source>{0} was changed or is damaged: it cannot be decrypted.</source>
      <translation>{0} 被更改或已损坏：无法解密。</translation>
    </message>
    <message>
      <source>{0} was changed or is damaged: its parts do not belong together.</source>
      <translation>{0} 被更改或已损坏：各部分不一致。</translation>
    </message>
    <message>
      <source>{0} was changed since it was saved, and was not exported.</source>
      <translation>{0} 保存后被更改，未导出。</translation>
    </message>
    <message>
      <source>{0} was cut off or is damaged: its end is missing.</source>
      <translation>{0} 不完整或已损坏：缺少结尾。</translation>
    </message>
    <message>
      <source>{0} was encoded again, since no DICOM video holds it as it is.</source>
      <translation>{0} 已重新编码，因为 DICOM 视频无法原样容纳它。</translation>
    </message>
    <message>
      <source>{0} was not written: the source has no frames.</source>
      <translation>{0} 未写入：信号源没有画面。</translation>
    </message>
    <message>
      <source>{0} × {1} is sent at {2} frames per second with compression ({3}), without it only at {4}.</source>
      <translation>压缩（{3}）时以每秒 {2} 帧发送 {0} × {1}，不压缩时每秒只有 {4} 帧。</translation>
    </message>
    <message>
      <source>{0} × {1} is sent only compressed ({2}).</source>
      <translation>{0} × {1} 只能以压缩方式（{2}）发送。</translation>
    </message>
    <message>
      <source>{0} × {1} is sent without compression at {2} frames per second.</source>
      <translation>以每秒 {2} 帧发送 {0} × {1}，无压缩。</translation>
    </message>
    <message>
      <source>{0}/{1} contains a compiled engine or names a file with one (EPContext), which cannot be checked.</source>
      <translation>{0}/{1} 包含已编译的引擎或引用了这样的文件（EPContext），无法校验。</translation>
    </message>
    <message>
      <source>{0}/{1} is not a valid reference file: {2}.</source>
      <translation>{0}/{1} 不是有效的参考文件：{2}。</translation>
    </message>
    <message>
      <source>{0}/{1} is not the file that the model card describes (its SHA-256 differs).</source>
      <translation>{0}/{1} 不是模型卡所描述的文件（SHA-256 不同）。</translation>
    </message>
    <message>
      <source>{0}/{1} keeps weights in other files, which no hash protects.</source>
      <translation>{0}/{1} 将权重存放在其他文件中，这些文件没有哈希保护。</translation>
    </message>
    <message>
      <source>{0}: a view must be text</source>
      <translation>{0}：视野必须是文本</translation>
    </message>
    <message>
      <source>{0}: must be a list of keys</source>
      <translation>{0}：必须是按键列表</translation>
    </message>
    <message>
      <source>“{0}” in the field “{1}” is not a date.</source>
      <translation>字段“{1}”中的“{0}”不是日期。</translation>
    </message>
    <message>
      <source>“{0}” in the field “{1}” is not a number from {2} to {3}.</source>
      <translation>字段“{1}”中的“{0}”不是 {2} 到 {3} 之间的数字。</translation>
    </message>
    <message>
      <source>“{0}” is none of the choices of the field “{1}”.</source>
      <translation>“{0}”不是字段“{1}”的可选项。</translation>
    </message>
  </context>
  <context>
    <name>ModelDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>I know where this file comes from.</source>
      <translation>我了解此文件的来源。</translation>
    </message>
    <message>
      <source>Import a model</source>
      <translation>导入模型</translation>
    </message>
    <message>
      <source>Intended use</source>
      <translation>预期用途</translation>
    </message>
    <message>
      <source>It lacks</source>
      <translation>缺少</translation>
    </message>
    <message>
      <source>Not tried yet</source>
      <translation>尚未试运行</translation>
    </message>
    <message>
      <source>Origin</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>Phantoms: {0}. {1} ms for each picture.</source>
      <translation>模体：{0}。每幅图像 {1} 毫秒。</translation>
    </message>
    <message>
      <source>Recordings or pictures of patients</source>
      <translation>患者的录像或图像</translation>
    </message>
    <message>
      <source>Synthetic phantoms: it knows nothing of real tissue.</source>
      <translation>合成模体：它对真实组织一无所知。</translation>
    </message>
    <message>
      <source>The model is tried on this computer.</source>
      <translation>正在本机上试运行模型。</translation>
    </message>
    <message>
      <source>The trial was not passed, so the model was not imported.</source>
      <translation>试运行未通过，未导入模型。</translation>
    </message>
    <message>
      <source>The trial was passed.</source>
      <translation>试运行通过。</translation>
    </message>
    <message>
      <source>Trained on</source>
      <translation>训练数据</translation>
    </message>
    <message>
      <source>Trial</source>
      <translation>试运行</translation>
    </message>
    <message>
      <source>Try on this computer</source>
      <translation>在本机试运行</translation>
    </message>
    <message>
      <source>Use this model</source>
      <translation>使用此模型</translation>
    </message>
    <message>
      <source>with a result</source>
      <translation>有结果</translation>
    </message>
    <message>
      <source>{0}: agrees with {1} reference pictures (greatest difference of a probability {2})</source>
      <translation>{0}：与 {1} 幅参考图像一致（概率最大差值 {2}）</translation>
    </message>
  </context>
  <context>
    <name>ModelFlow</name>
    <message>
      <source>Import a model</source>
      <translation>导入模型</translation>
    </message>
    <message>
      <source>Model files (*.hvmodel)</source>
      <translation>模型文件 (*.hvmodel)</translation>
    </message>
    <message>
      <source>The file is checked.</source>
      <translation>正在检查文件。</translation>
    </message>
    <message>
      <source>This model is used from now on: {0}</source>
      <translation>从现在起使用此模型：{0}</translation>
    </message>
  </context>
  <context>
    <name>ModelSection</name>
    <message>
      <source>Import model…</source>
      <translation>导入模型…</translation>
    </message>
    <message>
      <source>In use: {0}</source>
      <translation>正在使用：{0}</translation>
    </message>
    <message>
      <source>Use the previous model</source>
      <translation>使用上一个模型</translation>
    </message>
  </context>
  <context>
    <name>NewExamDialog</name>
    <message>
      <source>New exam for this recording</source>
      <translation>为此录像新建检查</translation>
    </message>
    <message>
      <source>Save snapshot</source>
      <translation>保存采图</translation>
    </message>
    <message>
      <source>This recording belongs to no exam. Its snapshots go into a new one, which notes from which recording they are. Without a patient it can be completed later.</source>
      <translation>此录像不属于任何检查。其采图将存入一个新检查，并记录来自哪段录像。未填写患者时，可以稍后补充。</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>详细信息</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>关闭提示</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>打开文件夹</translation>
    </message>
    <message>
      <source>Shows or hides what technical support may want to know.</source>
      <translation>显示或隐藏技术支持可能需要的信息。</translation>
    </message>
    <message>
      <source>{0} more</source>
      <translation>另有 {0} 条</translation>
    </message>
  </context>
  <context>
    <name>OpenExam</name>
    <message>
      <source>An earlier exam was interrupted. It was completed with all that had been saved of it.</source>
      <translation>之前有一次检查中断，已用所有已保存的内容将其补全。</translation>
    </message>
    <message>
      <source>Nothing is recorded: there are no more pictures.</source>
      <translation>未录像：已没有画面。</translation>
    </message>
    <message>
      <source>The disk does not respond. The exam will be completed at the next start.</source>
      <translation>磁盘没有响应。检查将在下次启动时补全。</translation>
    </message>
    <message>
      <source>The exam's disk is connected again. What happened in between is not in the record of the exam.</source>
      <translation>检查所在磁盘已重新连接。其间发生的内容未写入检查记录。</translation>
    </message>
    <message>
      <source>The exam's disk is missing. Snapshots and recordings are saved in {0}; the AI track and the log are not saved. Connect the disk again.</source>
      <translation>检查所在磁盘缺失。采图和录像保存到 {0}；AI 轨迹和日志未保存。请重新连接磁盘。</translation>
    </message>
    <message>
      <source>The exam's disk is missing: nothing is saved. Connect it again.</source>
      <translation>检查所在磁盘缺失：目前无法保存任何内容。请重新连接磁盘。</translation>
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
    <name>OrderDialog</name>
    <message>
      <source>Assign</source>
      <translation>关联</translation>
    </message>
    <message>
      <source>Assign to order</source>
      <translation>关联申请</translation>
    </message>
    <message>
      <source>Enter the patient with “Patient…” instead.</source>
      <translation>请改用“患者…”录入。</translation>
    </message>
    <message>
      <source>The exam has {0} now. It gets the patient and the numbers of the order. What was sent to an archive before is not changed.</source>
      <translation>该检查目前的患者为{0}。关联后将采用申请中的患者和编号，此前已发送到归档系统的内容不变。</translation>
    </message>
    <message>
      <source>Undo last assignment</source>
      <translation>撤销上次关联</translation>
    </message>
    <message>
      <source>no patient</source>
      <translation>无患者</translation>
    </message>
  </context>
  <context>
    <name>OtherCameraQuestion</name>
    <message>
      <source>Another camera</source>
      <translation>摄像设备不同</translation>
    </message>
    <message>
      <source>Another camera is connected here.</source>
      <translation>此处连接的是另一台摄像设备。</translation>
    </message>
    <message>
      <source>Check its picture before you use it. If it is the wrong one, connect the camera that was used before again.</source>
      <translation>使用前请核对其画面。如果不是所需设备，请重新连接之前使用的摄像设备。</translation>
    </message>
    <message>
      <source>Connected now</source>
      <translation>当前连接</translation>
    </message>
    <message>
      <source>No picture at the moment</source>
      <translation>暂无画面</translation>
    </message>
    <message>
      <source>No picture was kept</source>
      <translation>未保存画面</translation>
    </message>
    <message>
      <source>No serial number</source>
      <translation>无序列号</translation>
    </message>
    <message>
      <source>Perhaps another camera is connected: it is of the same kind, but its serial number or port differs.</source>
      <translation>连接的可能是另一台摄像设备：型号相同，但序列号或接口不同。</translation>
    </message>
    <message>
      <source>Port {0}</source>
      <translation>接口 {0}</translation>
    </message>
    <message>
      <source>Serial number {0}</source>
      <translation>序列号 {0}</translation>
    </message>
    <message>
      <source>Use this camera</source>
      <translation>使用此设备</translation>
    </message>
    <message>
      <source>Used before</source>
      <translation>之前使用</translation>
    </message>
    <message>
      <source>Waiting for its picture…</source>
      <translation>正在等待画面…</translation>
    </message>
  </context>
  <context>
    <name>OutboxDialog</name>
    <message>
      <source>Begin of the exam</source>
      <translation>检查开始</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Do not send</source>
      <translation>不发送</translation>
    </message>
    <message>
      <source>End of the exam</source>
      <translation>检查结束</translation>
    </message>
    <message>
      <source>Exam</source>
      <translation>检查</translation>
    </message>
    <message>
      <source>Object</source>
      <translation>对象</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Removes the chosen line; the exam itself stays.</source>
      <translation>移除所选的一行；检查本身保留。</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Result of the AI</source>
      <translation>AI 结果</translation>
    </message>
    <message>
      <source>Sending to archives</source>
      <translation>发送到归档</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>What waits or failed</source>
      <translation>等待或失败的内容</translation>
    </message>
    <message>
      <source>confirmed</source>
      <translation>已确认</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>失败</translation>
    </message>
    <message>
      <source>is being prepared</source>
      <translation>正在准备</translation>
    </message>
    <message>
      <source>is being sent</source>
      <translation>正在发送</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>未发送（归档不接收）</translation>
    </message>
    <message>
      <source>sent, not confirmed yet</source>
      <translation>已发送，尚未确认</translation>
    </message>
    <message>
      <source>uncertain; the archive will be asked</source>
      <translation>不确定；将询问归档</translation>
    </message>
    <message>
      <source>waits</source>
      <translation>等待</translation>
    </message>
    <message>
      <source>{0} not in the archive yet, {1} confirmed</source>
      <translation>{0} 项尚未在归档中，{1} 项已确认</translation>
    </message>
  </context>
  <context>
    <name>PanelStateView</name>
    <message>
      <source>Enter the passphrase…</source>
      <translation>输入口令…</translation>
    </message>
    <message>
      <source>Loading the exams…</source>
      <translation>正在载入检查…</translation>
    </message>
    <message>
      <source>Rebuild the index</source>
      <translation>重建索引</translation>
    </message>
    <message>
      <source>The exams are encrypted.</source>
      <translation>检查已加密。</translation>
    </message>
    <message>
      <source>The exams cannot be shown.</source>
      <translation>无法显示检查。</translation>
    </message>
    <message>
      <source>The list of exams is damaged.</source>
      <translation>检查列表已损坏。</translation>
    </message>
    <message>
      <source>There are no exams yet.</source>
      <translation>尚无检查。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>PartWords</name>
    <message>
      <source>{0} (part {1}, {2})</source>
      <translation>{0}（第 {1} 个文件，{2}）</translation>
    </message>
  </context>
  <context>
    <name>PartsChoice</name>
    <message>
      <source>Open only this part</source>
      <translation>仅打开此分段</translation>
    </message>
    <message>
      <source>This recording has {0} files, which are opened as one.</source>
      <translation>此录像由 {0} 个文件组成，将作为一段录像打开。</translation>
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
      <source>Name in characters</source>
      <translation>汉字姓名</translation>
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
    <name>PhotoPlanController</name>
    <message>
      <source>Choose a frame</source>
      <translation>选择一帧</translation>
    </message>
    <message>
      <source>Finding {0}</source>
      <translation>发现 {0}</translation>
    </message>
    <message>
      <source>Lesion {0}</source>
      <translation>病灶 {0}</translation>
    </message>
    <message>
      <source>Mark {0}</source>
      <translation>标记 {0}</translation>
    </message>
    <message>
      <source>Propose a frame again</source>
      <translation>重新推荐一帧</translation>
    </message>
    <message>
      <source>Remove the mark of {0}</source>
      <translation>移除“{0}”的标记</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`. The plan is shown without its marks.</source>
      <translation>请运行 `hysteroview exam verify`。拍摄计划显示时不含标记。</translation>
    </message>
    <message>
      <source>The photo plan is damaged and cannot be read.</source>
      <translation>拍摄计划已损坏，无法读取。</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
  </context>
  <context>
    <name>PhotoPlanPanel</name>
    <message>
      <source>Chosen by you, {0}</source>
      <translation>由您选定，{0}</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Delete</translation>
    </message>
    <message>
      <source>Key {0}</source>
      <translation>按键 {0}</translation>
    </message>
    <message>
      <source>Mark place</source>
      <translation>标记部位</translation>
    </message>
    <message>
      <source>Marked frame, {0}, not analyzed</source>
      <translation>标记的帧，{0}，未分析</translation>
    </message>
    <message>
      <source>Missing: no frame or picture is linked to it</source>
      <translation>缺少：没有关联的帧或图片</translation>
    </message>
    <message>
      <source>Missing: no frame that was marked is good enough</source>
      <translation>缺少：标记的时段中没有足够清晰的帧</translation>
    </message>
    <message>
      <source>Missing: press {0} while it is in view</source>
      <translation>缺少：该部位在画面中时按 {0}</translation>
    </message>
    <message>
      <source>Pictures of the photo plan</source>
      <translation>拍摄计划的图片</translation>
    </message>
    <message>
      <source>Press 1 to 6 while a place is in view. The AI does not know places.</source>
      <translation>部位在画面中时按 1 至 6。AI 不能识别部位。</translation>
    </message>
    <message>
      <source>Propose again</source>
      <translation>重新推荐</translation>
    </message>
    <message>
      <source>Proposed, {0}, quality {1}</source>
      <translation>推荐，{0}，质量 {1}</translation>
    </message>
    <message>
      <source>Remove mark</source>
      <translation>移除标记</translation>
    </message>
    <message>
      <source>Snapshot, {0}</source>
      <translation>采图，{0}</translation>
    </message>
    <message>
      <source>Use this frame</source>
      <translation>使用此帧</translation>
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
    <name>PictureCanvas</name>
    <message>
      <source>Text on the picture</source>
      <translation>图片上的文字</translation>
    </message>
    <message>
      <source>Text, then Return</source>
      <translation>输入文字后按回车</translation>
    </message>
  </context>
  <context>
    <name>PictureDialog</name>
    <message>
      <source>Picture of the source</source>
      <translation>信号源的画面</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>With wrong colors or a wrong aspect ratio, the AI cannot assess the picture. What you choose here is shown at once.</source>
      <translation>颜色或画面比例不正确时，AI 无法评估画面。在此所作的选择会立即显示。</translation>
    </message>
  </context>
  <context>
    <name>PictureViewer</name>
    <message>
      <source>All pictures</source>
      <translation>全部图片</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>For the report: drag pictures here, or press R.</source>
      <translation>报告图片：拖到此处，或按 R。</translation>
    </message>
    <message>
      <source>For the report: {0}</source>
      <translation>报告图片：{0}</translation>
    </message>
    <message>
      <source>In percent of the picture's larger side. These are not millimeters.</source>
      <translation>以图片长边的百分比表示，不是毫米。</translation>
    </message>
    <message>
      <source>In percent of the view's diameter. These are not millimeters.</source>
      <translation>以视野直径的百分比表示，不是毫米。</translation>
    </message>
    <message>
      <source>In the report</source>
      <translation>用于报告</translation>
    </message>
    <message>
      <source>Lesion {0}</source>
      <translation>病灶 {0}</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>下一张</translation>
    </message>
    <message>
      <source>No place</source>
      <translation>无部位</translation>
    </message>
    <message>
      <source>Not saved yet; it is tried again every 5 seconds.</source>
      <translation>尚未保存，每 5 秒自动重试。</translation>
    </message>
    <message>
      <source>Only snapshots of this exam can be drawn on.</source>
      <translation>只能在本次检查的采图上标注。</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Pictures for the report</source>
      <translation>报告图片</translation>
    </message>
    <message>
      <source>Pictures of</source>
      <translation>图片来源</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>部位</translation>
    </message>
    <message>
      <source>Press the number of the lesion: 1 to 9.</source>
      <translation>请按病灶编号：1–9。</translation>
    </message>
    <message>
      <source>Previous</source>
      <translation>上一张</translation>
    </message>
    <message>
      <source>Shows two pictures beside one another (C).</source>
      <translation>并排显示两张图片（C）。</translation>
    </message>
    <message>
      <source>Side by side</source>
      <translation>并排对比</translation>
    </message>
    <message>
      <source>Takes it into the report, or leaves it out (R).</source>
      <translation>放入报告或移出报告（R）。</translation>
    </message>
    <message>
      <source>The next picture (→).</source>
      <translation>下一张图片（→）。</translation>
    </message>
    <message>
      <source>The picture before (←).</source>
      <translation>上一张图片（←）。</translation>
    </message>
    <message>
      <source>This drawing has as many shapes as it can have.</source>
      <translation>此标注的图形数量已达上限。</translation>
    </message>
    <message>
      <source>Where it was taken (1 to 9, L).</source>
      <translation>拍摄部位（1–9，L）。</translation>
    </message>
    <message>
      <source>report {0}</source>
      <translation>报告 {0}</translation>
    </message>
  </context>
  <context>
    <name>PicturesLink</name>
    <message>
      <source>No snapshot was taken: the frame is still being searched.</source>
      <translation>未采图：仍在查找该帧。</translation>
    </message>
    <message>
      <source>Snapshot {0} was added to the exam</source>
      <translation>采图 {0} 已加入检查</translation>
    </message>
    <message>
      <source>Snapshot {0} was added to the new exam of this recording</source>
      <translation>采图 {0} 已存入此录像的新检查</translation>
    </message>
  </context>
  <context>
    <name>Place</name>
    <message>
      <source>Anterior wall</source>
      <translation>前壁</translation>
    </message>
    <message>
      <source>Cervical canal</source>
      <translation>宫颈管</translation>
    </message>
    <message>
      <source>Fundus</source>
      <translation>宫底</translation>
    </message>
    <message>
      <source>Left lateral wall</source>
      <translation>左侧壁</translation>
    </message>
    <message>
      <source>Left ostium</source>
      <translation>左侧输卵管口</translation>
    </message>
    <message>
      <source>Other place</source>
      <translation>其他部位</translation>
    </message>
    <message>
      <source>Posterior wall</source>
      <translation>后壁</translation>
    </message>
    <message>
      <source>Right lateral wall</source>
      <translation>右侧壁</translation>
    </message>
    <message>
      <source>Right ostium</source>
      <translation>右侧输卵管口</translation>
    </message>
  </context>
  <context>
    <name>PlayerMoves</name>
    <message>
      <source>A part begins before it ends.</source>
      <translation>片段的起点必须早于终点。</translation>
    </message>
    <message>
      <source>Enter a time such as 1:05.2, or a frame such as #120.</source>
      <translation>请输入时间（如 1:05.2）或帧号（如 #120）。</translation>
    </message>
    <message>
      <source>No snapshot or mark after this</source>
      <translation>此后没有采图或标记</translation>
    </message>
    <message>
      <source>No snapshot or mark before this</source>
      <translation>此前没有采图或标记</translation>
    </message>
  </context>
  <context>
    <name>PositionSlider</name>
    <message>
      <source>Position in the recording</source>
      <translation>录像中的位置</translation>
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
      <source>The exam's disk is missing</source>
      <translation>检查所在磁盘缺失</translation>
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
    <name>RecordingZone</name>
    <message>
      <source>Clear this list</source>
      <translation>清空此列表</translation>
    </message>
    <message>
      <source>DICOM</source>
      <translation>DICOM</translation>
    </message>
    <message>
      <source>Drop it to open it</source>
      <translation>松开以打开</translation>
    </message>
    <message>
      <source>Open a recording</source>
      <translation>打开录像</translation>
    </message>
    <message>
      <source>Open recording…</source>
      <translation>打开录像…</translation>
    </message>
    <message>
      <source>Opening {0}…</source>
      <translation>正在打开 {0}…</translation>
    </message>
    <message>
      <source>Opens a video or picture file.</source>
      <translation>打开视频或图片文件。</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>最近</translation>
    </message>
    <message>
      <source>Recent recordings</source>
      <translation>最近的录像</translation>
    </message>
    <message>
      <source>Videos</source>
      <translation>视频</translation>
    </message>
    <message>
      <source>Videos and pictures</source>
      <translation>视频和图片</translation>
    </message>
    <message>
      <source>or drop a file on this page</source>
      <translation>或将文件拖放到此页面</translation>
    </message>
  </context>
  <context>
    <name>Report</name>
    <message>
      <source>Accepted and rejected by the operator</source>
      <translation>术者接受与否定的发现</translation>
    </message>
    <message>
      <source>Accession number</source>
      <translation>检查号</translation>
    </message>
    <message>
      <source>Age at the exam</source>
      <translation>检查时年龄</translation>
    </message>
    <message>
      <source>An explanation of the AI, computed afterwards; nobody saw it during the exam.</source>
      <translation>AI 的解释图，事后计算；检查过程中无人看到。</translation>
    </message>
    <message>
      <source>Appendix: the AI in this exam</source>
      <translation>附录：本次检查中的 AI</translation>
    </message>
    <message>
      <source>Approach</source>
      <translation>入路</translation>
    </message>
    <message>
      <source>Assistant</source>
      <translation>助手</translation>
    </message>
    <message>
      <source>Began</source>
      <translation>开始时间</translation>
    </message>
    <message>
      <source>Biopsy</source>
      <translation>活检</translation>
    </message>
    <message>
      <source>Biopsy and jar</source>
      <translation>活检及标本瓶</translation>
    </message>
    <message>
      <source>By one episode alone, it may be anything from {0} to {1}.</source>
      <translation>仅依据一个片段，可能在 {0} 至 {1} 之间。</translation>
    </message>
    <message>
      <source>By {0} episodes, it may be anything from {1} to {2}.</source>
      <translation>依据 {0} 个片段，可能在 {1} 至 {2} 之间。</translation>
    </message>
    <message>
      <source>Card of the model</source>
      <translation>模型卡</translation>
    </message>
    <message>
      <source>Cervical canal</source>
      <translation>宫颈管</translation>
    </message>
    <message>
      <source>Chosen by the operator from the recording.</source>
      <translation>由操作者从录像中选取。</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Code</source>
      <translation>代码</translation>
    </message>
    <message>
      <source>Complications</source>
      <translation>并发症</translation>
    </message>
    <message>
      <source>Conclusion</source>
      <translation>结论</translation>
    </message>
    <message>
      <source>Conclusion and plan</source>
      <translation>结论与计划</translation>
    </message>
    <message>
      <source>Cycle day</source>
      <translation>月经周期第几天</translation>
    </message>
    <message>
      <source>Date of birth</source>
      <translation>出生日期</translation>
    </message>
    <message>
      <source>De-identified: a code stands for the patient, dates are shifted.</source>
      <translation>已去标识化：以代码代替患者，日期已平移。</translation>
    </message>
    <message>
      <source>Decision</source>
      <translation>决定</translation>
    </message>
    <message>
      <source>Distension and fluid</source>
      <translation>膨宫与液体</translation>
    </message>
    <message>
      <source>Distension medium</source>
      <translation>膨宫介质</translation>
    </message>
    <message>
      <source>Draft of {0}; not valid without a signature</source>
      <translation>草稿，{0}；未签名无效</translation>
    </message>
    <message>
      <source>Each place and lesion has a picture.</source>
      <translation>每个部位和病灶均有图像。</translation>
    </message>
    <message>
      <source>Endometrium</source>
      <translation>子宫内膜</translation>
    </message>
    <message>
      <source>Exam</source>
      <translation>检查</translation>
    </message>
    <message>
      <source>Figures of its card</source>
      <translation>模型卡所载指标</translation>
    </message>
    <message>
      <source>Finding accepted by the operator</source>
      <translation>术者接受的发现</translation>
    </message>
    <message>
      <source>Fluid deficit</source>
      <translation>液体差值</translation>
    </message>
    <message>
      <source>Fluid in</source>
      <translation>入量</translation>
    </message>
    <message>
      <source>Fluid out</source>
      <translation>出量</translation>
    </message>
    <message>
      <source>Frame of {0}, as recorded</source>
      <translation>{0}的画面，按录制原样</translation>
    </message>
    <message>
      <source>Frames analyzed</source>
      <translation>分析帧数</translation>
    </message>
    <message>
      <source>Frames of the recordings are shown as the photo plan has them.</source>
      <translation>录像画面按拍摄计划显示。</translation>
    </message>
    <message>
      <source>Further findings</source>
      <translation>其他所见</translation>
    </message>
    <message>
      <source>Greatest probability</source>
      <translation>最大概率</translation>
    </message>
    <message>
      <source>Hashes (SHA-256)</source>
      <translation>哈希值（SHA-256）</translation>
    </message>
    <message>
      <source>Head of the log</source>
      <translation>日志末端</translation>
    </message>
    <message>
      <source>Hysteroscope</source>
      <translation>宫腔镜</translation>
    </message>
    <message>
      <source>Identifier</source>
      <translation>患者编号</translation>
    </message>
    <message>
      <source>Indication</source>
      <translation>指征</translation>
    </message>
    <message>
      <source>Intended use</source>
      <translation>预期用途</translation>
    </message>
    <message>
      <source>Kept</source>
      <translation>已保存</translation>
    </message>
    <message>
      <source>Left tubal ostium</source>
      <translation>左侧输卵管开口</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>时长</translation>
    </message>
    <message>
      <source>Lesions</source>
      <translation>病灶</translation>
    </message>
    <message>
      <source>Made</source>
      <translation>制作日期</translation>
    </message>
    <message>
      <source>Menopausal status</source>
      <translation>绝经状态</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>姓名</translation>
    </message>
    <message>
      <source>Neither accepted nor rejected: {0}. They are no findings of this report.</source>
      <translation>未接受也未否定：{0}。它们不是本报告的发现。</translation>
    </message>
    <message>
      <source>No finding was accepted or rejected.</source>
      <translation>没有发现被接受或否定。</translation>
    </message>
    <message>
      <source>No frame was analyzed in this exam.</source>
      <translation>本次检查没有分析任何一帧。</translation>
    </message>
    <message>
      <source>No lesion is recorded. This does not mean that there was none.</source>
      <translation>未记录病灶。这并不表示没有病灶。</translation>
    </message>
    <message>
      <source>No picture was taken in this exam.</source>
      <translation>本次检查没有拍摄图像。</translation>
    </message>
    <message>
      <source>No pictures were chosen. The report has the first {0} of {1}.</source>
      <translation>未选择图像。报告包含 {1} 幅中的前 {0} 幅。</translation>
    </message>
    <message>
      <source>No tissue was taken, according to the record.</source>
      <translation>根据记录，未取组织。</translation>
    </message>
    <message>
      <source>No.</source>
      <translation>编号</translation>
    </message>
    <message>
      <source>Not a live picture: the recording had ended</source>
      <translation>非实时图像：录像已结束</translation>
    </message>
    <message>
      <source>Not a live picture: there was no signal</source>
      <translation>非实时图像：无信号</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>备注</translation>
    </message>
    <message>
      <source>Operator</source>
      <translation>术者</translation>
    </message>
    <message>
      <source>Over the time of the exam</source>
      <translation>检查过程</translation>
    </message>
    <message>
      <source>Page {0} of {1}</source>
      <translation>第 {0} 页，共 {1} 页</translation>
    </message>
    <message>
      <source>Pain management</source>
      <translation>镇痛</translation>
    </message>
    <message>
      <source>Pathology</source>
      <translation>病理</translation>
    </message>
    <message>
      <source>Patient</source>
      <translation>患者</translation>
    </message>
    <message>
      <source>Photo plan</source>
      <translation>拍摄计划</translation>
    </message>
    <message>
      <source>Picture {0}</source>
      <translation>图 {0}</translation>
    </message>
    <message>
      <source>Picture {0}, as received</source>
      <translation>图 {0}，原始图像</translation>
    </message>
    <message>
      <source>Picture {0}, as the operator saw it</source>
      <translation>图 {0}，术者所见</translation>
    </message>
    <message>
      <source>Picture {0}, as the operator saw it, with a drawing</source>
      <translation>图 {0}，术者所见，带标注</translation>
    </message>
    <message>
      <source>Picture {0}, with an explanation of the AI</source>
      <translation>图片 {0}，附 AI 解释图</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图像</translation>
    </message>
    <message>
      <source>Pictures that cannot be read or shown: {0}.</source>
      <translation>无法读取或不能显示的图像：{0}。</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>部位</translation>
    </message>
    <message>
      <source>Plan</source>
      <translation>计划</translation>
    </message>
    <message>
      <source>Premalignant or malignant classes together: {0} ({1}). {2}</source>
      <translation>癌前或恶性类别合计：{0}（{1}）。{2}</translation>
    </message>
    <message>
      <source>Pressure</source>
      <translation>压力</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>Procedure</source>
      <translation>操作</translation>
    </message>
    <message>
      <source>Proposed by the program: the best frame of what the operator marked or accepted.</source>
      <translation>由程序建议：操作者标记或接受的时段中最佳的一帧。</translation>
    </message>
    <message>
      <source>Record</source>
      <translation>记录</translation>
    </message>
    <message>
      <source>Remarks</source>
      <translation>备注</translation>
    </message>
    <message>
      <source>Report on a hysteroscopy</source>
      <translation>宫腔镜检查报告</translation>
    </message>
    <message>
      <source>Right tubal ostium</source>
      <translation>右侧输卵管开口</translation>
    </message>
    <message>
      <source>Runtime</source>
      <translation>运行环境</translation>
    </message>
    <message>
      <source>Setting</source>
      <translation>场所</translation>
    </message>
    <message>
      <source>Shape of the cavity</source>
      <translation>宫腔形态</translation>
    </message>
    <message>
      <source>Shown too briefly to be a finding: {0}, for {1}, first at {2}.</source>
      <translation>显示时间过短，不作为发现：{0}，共 {1}，首次于 {2}。</translation>
    </message>
    <message>
      <source>Signature</source>
      <translation>签名</translation>
    </message>
    <message>
      <source>Signed by</source>
      <translation>签名人</translation>
    </message>
    <message>
      <source>Signed on</source>
      <translation>签名日期</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Snapshots: {0}, recordings: {1}</source>
      <translation>采图 {0} 幅，录像 {1} 段</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>Specimen jars</source>
      <translation>标本瓶</translation>
    </message>
    <message>
      <source>T-shaped</source>
      <translation>T 形</translation>
    </message>
    <message>
      <source>Taken at {0}, {1} after the beginning of the exam</source>
      <translation>拍摄于 {0}，检查开始后 {1}</translation>
    </message>
    <message>
      <source>The AI showed</source>
      <translation>AI 显示</translation>
    </message>
    <message>
      <source>The card of this model is not on this computer.</source>
      <translation>本机没有该模型的模型卡。</translation>
    </message>
    <message>
      <source>The deficit is {0} mL or more.</source>
      <translation>液体差值达到或超过 {0} mL。</translation>
    </message>
    <message>
      <source>The intervals say how uncertain a figure is because of the few episodes in this exam, not how often the model is wrong in patients.</source>
      <translation>区间说明因本次检查片段较少而产生的不确定性，并不说明模型在患者中出错的频率。</translation>
    </message>
    <message>
      <source>The log of this exam was changed or is damaged.</source>
      <translation>本次检查的日志被更改或已损坏。</translation>
    </message>
    <message>
      <source>The model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>The model lacks: {0}.</source>
      <translation>该模型缺少：{0}。</translation>
    </message>
    <message>
      <source>The result of pathology is not recorded yet.</source>
      <translation>尚未记录病理结果。</translation>
    </message>
    <message>
      <source>The result of pathology is recorded.</source>
      <translation>已记录病理结果。</translation>
    </message>
    <message>
      <source>The tissue was not enough for a diagnosis.</source>
      <translation>组织不足以作出诊断。</translation>
    </message>
    <message>
      <source>There is no result of the AI that could be evaluated.</source>
      <translation>没有可评价的 AI 结果。</translation>
    </message>
    <message>
      <source>There may be text in this picture: look at it.</source>
      <translation>此图像中可能有文字：请查看。</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>时间</translation>
    </message>
    <message>
      <source>Time at which each class was shown, and time without a result</source>
      <translation>各类别的显示时间以及无结果的时间</translation>
    </message>
    <message>
      <source>Time from the first analyzed frame on, min:s. Red: classes that are premalignant or malignant; blue: others; gray: no result.</source>
      <translation>自首个分析帧起的时间（分:秒）。红色：癌前或恶性类别；蓝色：其他类别；灰色：无结果。</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>Type of procedure</source>
      <translation>操作类型</translation>
    </message>
    <message>
      <source>Uterine cavity</source>
      <translation>宫腔</translation>
    </message>
    <message>
      <source>View of the cavity</source>
      <translation>宫腔视野</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>警告</translation>
    </message>
    <message>
      <source>What follows was computed by a model. It is no diagnosis, and the conclusion of this report does not depend on it unless the operator says so.</source>
      <translation>以下内容由模型计算得出，不是诊断；除非术者说明，本报告的结论不以其为依据。</translation>
    </message>
    <message>
      <source>What the AI showed</source>
      <translation>AI 显示的内容</translation>
    </message>
    <message>
      <source>What was analyzed</source>
      <translation>分析范围</translation>
    </message>
    <message>
      <source>With a warning: {0}</source>
      <translation>带警告：{0}</translation>
    </message>
    <message>
      <source>Without a picture: {0}.</source>
      <translation>缺少图像：{0}。</translation>
    </message>
    <message>
      <source>accepted</source>
      <translation>接受</translation>
    </message>
    <message>
      <source>adhesions</source>
      <translation>粘连</translation>
    </message>
    <message>
      <source>after menopause</source>
      <translation>绝经后</translation>
    </message>
    <message>
      <source>after menopause, with hormone therapy</source>
      <translation>绝经后，激素治疗中</translation>
    </message>
    <message>
      <source>anterior wall</source>
      <translation>前壁</translation>
    </message>
    <message>
      <source>before menopause</source>
      <translation>绝经前</translation>
    </message>
    <message>
      <source>began as an emergency, the patient is to be completed</source>
      <translation>急诊开始，患者信息待补充</translation>
    </message>
    <message>
      <source>bleeding</source>
      <translation>出血</translation>
    </message>
    <message>
      <source>blind, by curettage or suction</source>
      <translation>盲取，刮宫或吸取</translation>
    </message>
    <message>
      <source>carbon dioxide</source>
      <translation>二氧化碳</translation>
    </message>
    <message>
      <source>cervical canal</source>
      <translation>宫颈管</translation>
    </message>
    <message>
      <source>cervical tear</source>
      <translation>宫颈裂伤</translation>
    </message>
    <message>
      <source>changed by a mass</source>
      <translation>因占位变形</translation>
    </message>
    <message>
      <source>changed by adhesions</source>
      <translation>因粘连变形</translation>
    </message>
    <message>
      <source>complete</source>
      <translation>完整</translation>
    </message>
    <message>
      <source>diagnostic hysteroscopy</source>
      <translation>诊断性宫腔镜</translation>
    </message>
    <message>
      <source>entry {0}, {1}</source>
      <translation>第 {0} 条，{1}</translation>
    </message>
    <message>
      <source>finding {0}</source>
      <translation>发现 {0}</translation>
    </message>
    <message>
      <source>flexible</source>
      <translation>软镜</translation>
    </message>
    <message>
      <source>fluid overload</source>
      <translation>液体超负荷</translation>
    </message>
    <message>
      <source>frame of {0}</source>
      <translation>{0}的画面</translation>
    </message>
    <message>
      <source>fundus</source>
      <translation>宫底</translation>
    </message>
    <message>
      <source>hypotonic solution without electrolytes (glycine, sorbitol)</source>
      <translation>不含电解质的低渗溶液（甘氨酸、山梨醇）</translation>
    </message>
    <message>
      <source>left lateral wall</source>
      <translation>左侧壁</translation>
    </message>
    <message>
      <source>left ostium</source>
      <translation>左侧输卵管开口</translation>
    </message>
    <message>
      <source>lesion removed</source>
      <translation>病灶已切除</translation>
    </message>
    <message>
      <source>lesion {0}</source>
      <translation>病灶 {0}</translation>
    </message>
    <message>
      <source>level 1: none, or oral medication without sedation</source>
      <translation>1 级：无，或口服无镇静作用药物</translation>
    </message>
    <message>
      <source>level 2: local anesthesia of the genital tract</source>
      <translation>2 级：生殖道局部麻醉</translation>
    </message>
    <message>
      <source>level 3a: conscious sedation, oral or inhaled</source>
      <translation>3a 级：清醒镇静，口服或吸入</translation>
    </message>
    <message>
      <source>level 3b: conscious sedation, parenteral</source>
      <translation>3b 级：清醒镇静，胃肠外给药</translation>
    </message>
    <message>
      <source>level 4: regional anesthesia</source>
      <translation>4 级：区域麻醉</translation>
    </message>
    <message>
      <source>level 5: general anesthesia</source>
      <translation>5 级：全身麻醉</translation>
    </message>
    <message>
      <source>limited</source>
      <translation>受限</translation>
    </message>
    <message>
      <source>marks</source>
      <translation>标记</translation>
    </message>
    <message>
      <source>menstrual appearance</source>
      <translation>月经期表现</translation>
    </message>
    <message>
      <source>narrow</source>
      <translation>狭窄</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
    <message>
      <source>no lesion, normal tissue</source>
      <translation>无病灶，正常组织</translation>
    </message>
    <message>
      <source>no picture</source>
      <translation>无图像</translation>
    </message>
    <message>
      <source>no picture; in view in {0}</source>
      <translation>无图片；见于{0}</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>none taken</source>
      <translation>未取</translation>
    </message>
    <message>
      <source>normal</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>not assessable</source>
      <translation>无法评估</translation>
    </message>
    <message>
      <source>not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>not ended</source>
      <translation>未结束</translation>
    </message>
    <message>
      <source>not enough tissue</source>
      <translation>组织不足</translation>
    </message>
    <message>
      <source>not possible</source>
      <translation>无法观察</translation>
    </message>
    <message>
      <source>not recorded</source>
      <translation>未记录</translation>
    </message>
    <message>
      <source>not recorded yet</source>
      <translation>尚未记录</translation>
    </message>
    <message>
      <source>not seen</source>
      <translation>未见</translation>
    </message>
    <message>
      <source>nothing, added by the operator</source>
      <translation>未显示，由术者添加</translation>
    </message>
    <message>
      <source>of these, {0}</source>
      <translation>其中：{0}</translation>
    </message>
    <message>
      <source>office</source>
      <translation>诊室</translation>
    </message>
    <message>
      <source>open</source>
      <translation>未决定</translation>
    </message>
    <message>
      <source>operating room</source>
      <translation>手术室</translation>
    </message>
    <message>
      <source>operative hysteroscopy</source>
      <translation>手术性宫腔镜</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>other isotonic solution with electrolytes</source>
      <translation>其他含电解质的等渗溶液</translation>
    </message>
    <message>
      <source>other place</source>
      <translation>其他部位</translation>
    </message>
    <message>
      <source>outpatient clinic</source>
      <translation>门诊</translation>
    </message>
    <message>
      <source>perforation</source>
      <translation>穿孔</translation>
    </message>
    <message>
      <source>perimenopause</source>
      <translation>围绝经期</translation>
    </message>
    <message>
      <source>polyp</source>
      <translation>息肉</translation>
    </message>
    <message>
      <source>posterior wall</source>
      <translation>后壁</translation>
    </message>
    <message>
      <source>proliferative appearance</source>
      <translation>增殖期表现</translation>
    </message>
    <message>
      <source>reason not recorded</source>
      <translation>未记录原因</translation>
    </message>
    <message>
      <source>recording {0} at {1}</source>
      <translation>录像 {0} 的 {1} 处</translation>
    </message>
    <message>
      <source>rejected</source>
      <translation>否定</translation>
    </message>
    <message>
      <source>resectoscope</source>
      <translation>电切镜</translation>
    </message>
    <message>
      <source>right lateral wall</source>
      <translation>右侧壁</translation>
    </message>
    <message>
      <source>right ostium</source>
      <translation>右侧输卵管开口</translation>
    </message>
    <message>
      <source>rigid, diagnostic</source>
      <translation>硬镜，诊断用</translation>
    </message>
    <message>
      <source>rigid, operative</source>
      <translation>硬镜，手术用</translation>
    </message>
    <message>
      <source>saline 0.9 %</source>
      <translation>0.9% 生理盐水</translation>
    </message>
    <message>
      <source>secretory appearance</source>
      <translation>分泌期表现</translation>
    </message>
    <message>
      <source>seen</source>
      <translation>可见</translation>
    </message>
    <message>
      <source>seen, closed</source>
      <translation>可见，闭锁</translation>
    </message>
    <message>
      <source>seen, scarred</source>
      <translation>可见，瘢痕</translation>
    </message>
    <message>
      <source>septate</source>
      <translation>纵隔</translation>
    </message>
    <message>
      <source>snapshots</source>
      <translation>采图</translation>
    </message>
    <message>
      <source>stopped because of pain</source>
      <translation>因疼痛终止</translation>
    </message>
    <message>
      <source>targeted, under view</source>
      <translation>直视下定位活检</translation>
    </message>
    <message>
      <source>thickened</source>
      <translation>增厚</translation>
    </message>
    <message>
      <source>thin or atrophic appearance</source>
      <translation>菲薄或萎缩表现</translation>
    </message>
    <message>
      <source>tissue removal system</source>
      <translation>组织去除系统</translation>
    </message>
    <message>
      <source>uneven or suspicious</source>
      <translation>不平或可疑</translation>
    </message>
    <message>
      <source>unicornuate</source>
      <translation>单角</translation>
    </message>
    <message>
      <source>vaginoscopy</source>
      <translation>阴道内镜法（不放窥器）</translation>
    </message>
    <message>
      <source>vasovagal reaction</source>
      <translation>迷走神经反应</translation>
    </message>
    <message>
      <source>with a speculum</source>
      <translation>使用窥器</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>yes, jar {0}</source>
      <translation>是，标本瓶 {0}</translation>
    </message>
    <message>
      <source>{0} ({1})</source>
      <translation>{0}（{1}）</translation>
    </message>
    <message>
      <source>{0} The medium is not recorded; the lower limit holds.</source>
      <translation>{0}未记录膨宫介质，按较低限值计算。</translation>
    </message>
    <message>
      <source>{0} mL (in less out)</source>
      <translation>{0} mL（入量减出量）</translation>
    </message>
    <message>
      <source>{0} min {1} s</source>
      <translation>{0} 分 {1} 秒</translation>
    </message>
    <message>
      <source>{0} mm</source>
      <translation>{0} mm</translation>
    </message>
    <message>
      <source>{0} s</source>
      <translation>{0} 秒</translation>
    </message>
    <message>
      <source>{0}: probability {1}. {2} Shown for {3}, first at {4}.</source>
      <translation>{0}：概率 {1}。{2}共显示 {3}，首次于 {4}。</translation>
    </message>
  </context>
  <context>
    <name>ReportController</name>
    <message>
      <source>The report was saved as {0}.</source>
      <translation>报告已保存为 {0}。</translation>
    </message>
  </context>
  <context>
    <name>ReportDialog</name>
    <message>
      <source>A code stands for the patient, and dates are shifted.</source>
      <translation>以代码代替患者，日期平移。</translation>
    </message>
    <message>
      <source>De-identified</source>
      <translation>去标识化</translation>
    </message>
    <message>
      <source>Language of the report</source>
      <translation>报告语言</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Save as file…</source>
      <translation>另存为文件…</translation>
    </message>
    <message>
      <source>Save the report</source>
      <translation>保存报告</translation>
    </message>
    <message>
      <source>Saves the fields and shows the report.</source>
      <translation>保存字段并显示报告。</translation>
    </message>
    <message>
      <source>Saves the fields and writes the report as PDF or Word.</source>
      <translation>保存字段，并将报告写为 PDF 或 Word 文件。</translation>
    </message>
    <message>
      <source>Takes back what was saved last; the exam's log keeps both.</source>
      <translation>撤销上次保存的内容；检查日志保留两者。</translation>
    </message>
    <message>
      <source>Undo last entry</source>
      <translation>撤销上次录入</translation>
    </message>
    <message>
      <source>Write an unencrypted file: anyone who has it can read it</source>
      <translation>写入未加密的文件：任何得到文件的人都能阅读</translation>
    </message>
  </context>
  <context>
    <name>ReportForm</name>
    <message>
      <source>YYYY-MM-DD</source>
      <translation>年-月-日</translation>
    </message>
  </context>
  <context>
    <name>ReportPreview</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Page {0}</source>
      <translation>第 {0} 页</translation>
    </message>
    <message>
      <source>Pages: {0}</source>
      <translation>共 {0} 页</translation>
    </message>
    <message>
      <source>Preview of the report</source>
      <translation>报告预览</translation>
    </message>
  </context>
  <context>
    <name>ResultPanel</name>
    <message>
      <source>Not analyzed</source>
      <translation>未分析</translation>
    </message>
    <message>
      <source>Not assessed</source>
      <translation>未评估</translation>
    </message>
    <message>
      <source>Not known yet</source>
      <translation>尚不清楚</translation>
    </message>
    <message>
      <source>The stored results are being read…</source>
      <translation>正在读取已保存的结果…</translation>
    </message>
    <message>
      <source>The stored results cannot be read.</source>
      <translation>已保存的结果无法读取。</translation>
    </message>
    <message>
      <source>This moment was not analyzed.</source>
      <translation>此时刻未被分析。</translation>
    </message>
    <message>
      <source>Unknown</source>
      <translation>未知</translation>
    </message>
    <message>
      <source>What the AI said</source>
      <translation>AI 的判断</translation>
    </message>
  </context>
  <context>
    <name>ResultsFlow</name>
    <message>
      <source>Reading the picture…</source>
      <translation>正在读取图像…</translation>
    </message>
    <message>
      <source>Save the table</source>
      <translation>保存表格</translation>
    </message>
    <message>
      <source>Saved as {0}</source>
      <translation>已保存为 {0}</translation>
    </message>
    <message>
      <source>The name of the file has to end in .csv, .parquet or .json.</source>
      <translation>文件名须以 .csv、.parquet 或 .json 结尾。</translation>
    </message>
    <message>
      <source>There is no mark of yours to take back.</source>
      <translation>没有可撤销的本人标记。</translation>
    </message>
  </context>
  <context>
    <name>ResultsPage</name>
    <message>
      <source>Back</source>
      <translation>返回</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>发现</translation>
    </message>
    <message>
      <source>In a quick pass most of a recording is not assessed: its rows say so.</source>
      <translation>快速扫描未评估录像的大部分时段，相应行会注明。</translation>
    </message>
    <message>
      <source>Marks the selected rows (key {0}).</source>
      <translation>标记所选行（按键 {0}）。</translation>
    </message>
    <message>
      <source>No mark</source>
      <translation>取消标记</translation>
    </message>
    <message>
      <source>Open in the review</source>
      <translation>在回看中打开</translation>
    </message>
    <message>
      <source>Reading the results…</source>
      <translation>正在读取结果…</translation>
    </message>
    <message>
      <source>Reads the results again, also while they are computed.</source>
      <translation>重新读取结果，分析进行中亦可。</translation>
    </message>
    <message>
      <source>Recordings</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Results of an archive</source>
      <translation>批量分析结果</translation>
    </message>
    <message>
      <source>Saves the rows that are shown as CSV or Parquet.</source>
      <translation>将当前显示的行保存为 CSV 或 Parquet。</translation>
    </message>
    <message>
      <source>Takes your last mark back (Ctrl+Z).</source>
      <translation>撤销您的上一个标记（Ctrl+Z）。</translation>
    </message>
    <message>
      <source>The AI proposes; nobody has decided. Your marks change no result.</source>
      <translation>仅为 AI 建议，尚未经人确认。您的标记不会改变任何结果。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Where nothing is listed: {0}</source>
      <translation>未列出之处：{0}</translation>
    </message>
    <message>
      <source>{0} of {1} rows</source>
      <translation>{0} / {1} 行</translation>
    </message>
  </context>
  <context>
    <name>ReviewController</name>
    <message>
      <source>The frame is still being searched.</source>
      <translation>仍在查找该帧。</translation>
    </message>
    <message>
      <source>This moment of the exam was not recorded.</source>
      <translation>检查的这一时刻没有录像。</translation>
    </message>
  </context>
  <context>
    <name>ReviewFlow</name>
    <message>
      <source>Keep the program open, check the disk, then look at the exam again.</source>
      <translation>请保持程序打开，检查磁盘，然后重新查看该检查。</translation>
    </message>
    <message>
      <source>The last decision is being saved…</source>
      <translation>正在保存最后一项决定……</translation>
    </message>
    <message>
      <source>The last decision is not saved yet: the disk does not respond.</source>
      <translation>最后一项决定尚未保存：磁盘没有响应。</translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Exam: report, export…</source>
      <translation>检查：报告、导出…</translation>
    </message>
    <message>
      <source>Explain</source>
      <translation>解释</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>发现</translation>
    </message>
    <message>
      <source>Lesions of this exam, biopsies and pathology (Ctrl+L).</source>
      <translation>本次检查的病灶、活检和病理（Ctrl+L）。</translation>
    </message>
    <message>
      <source>Lesions…</source>
      <translation>病灶…</translation>
    </message>
    <message>
      <source>Photo plan</source>
      <translation>拍摄计划</translation>
    </message>
    <message>
      <source>Recordings</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Recordings of this exam</source>
      <translation>此检查的录像</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>回看</translation>
    </message>
    <message>
      <source>Searching…</source>
      <translation>正在定位…</translation>
    </message>
    <message>
      <source>Searching… picture near {0}</source>
      <translation>正在定位… 显示 {0} 附近的画面</translation>
    </message>
    <message>
      <source>Sends this exam to an archive (PACS).</source>
      <translation>将此检查发送到归档（PACS）。</translation>
    </message>
    <message>
      <source>Send…</source>
      <translation>发送…</translation>
    </message>
    <message>
      <source>The DICOM file says: {0}</source>
      <translation>DICOM 文件中的患者：{0}</translation>
    </message>
    <message>
      <source>The page of this exam: report, lesions, export.</source>
      <translation>本次检查的页面：报告、病灶、导出。</translation>
    </message>
    <message>
      <source>Video data was lost</source>
      <translation>视频数据丢失</translation>
    </message>
    <message>
      <source>What the network looks at in this frame (extra lab).</source>
      <translation>网络在此帧中关注的位置（需要附加组件 lab）。</translation>
    </message>
  </context>
  <context>
    <name>ReviewPicture</name>
    <message>
      <source>Picture of the recording</source>
      <translation>录像画面</translation>
    </message>
  </context>
  <context>
    <name>RowPreview</name>
    <message>
      <source>Note (N); Return keeps it</source>
      <translation>备注（N），按回车保存</translation>
    </message>
    <message>
      <source>Note on this row</source>
      <translation>此行的备注</translation>
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
      <source>“{0}” removed</source>
      <translation>“{0}”已删除</translation>
    </message>
  </context>
  <context>
    <name>SendDialog</name>
    <message>
      <source>Archive</source>
      <translation>归档</translation>
    </message>
    <message>
      <source>By its settings, this archive gets no videos.</source>
      <translation>按其设置，不向该归档发送视频。</translation>
    </message>
    <message>
      <source>Choose what is to be sent.</source>
      <translation>请选择要发送的内容。</translation>
    </message>
    <message>
      <source>Picture {0}</source>
      <translation>图片 {0}</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Pictures to be sent</source>
      <translation>要发送的图片</translation>
    </message>
    <message>
      <source>Recordings</source>
      <translation>录像</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Results of the AI</source>
      <translation>AI 结果</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>发送</translation>
    </message>
    <message>
      <source>Send to an archive</source>
      <translation>发送到归档</translation>
    </message>
    <message>
      <source>The exams are encrypted; what waits to be sent is not, until the archive has confirmed it.</source>
      <translation>检查已加密；等待发送的内容在归档确认之前未加密。</translation>
    </message>
    <message>
      <source>The patient is replaced by a code.</source>
      <translation>患者以代码代替。</translation>
    </message>
  </context>
  <context>
    <name>SendingFlow</name>
    <message>
      <source>The exam is sent to {0} in the background.</source>
      <translation>正在后台将检查发送到 {0}。</translation>
    </message>
    <message>
      <source>There are no archives yet. Enter one in Settings, under Sending.</source>
      <translation>尚无归档。请在“设置”的“发送”中填写。</translation>
    </message>
  </context>
  <context>
    <name>SendingStatus</name>
    <message>
      <source>Archive: {0}</source>
      <translation>归档：{0}</translation>
    </message>
    <message>
      <source>Opens the list.</source>
      <translation>打开列表。</translation>
    </message>
    <message>
      <source>Sending does not work</source>
      <translation>无法发送</translation>
    </message>
    <message>
      <source>{0} not sent</source>
      <translation>{0} 项未发送</translation>
    </message>
    <message>
      <source>{0} to be sent</source>
      <translation>{0} 项待发送</translation>
    </message>
  </context>
  <context>
    <name>SeriesDialog</name>
    <message>
      <source>DICOM</source>
      <translation>DICOM</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Pictures: {0}</source>
      <translation>图片：{0}</translation>
    </message>
    <message>
      <source>Series</source>
      <translation>序列</translation>
    </message>
    <message>
      <source>Video, frames: {0}</source>
      <translation>视频，帧数：{0}</translation>
    </message>
    <message>
      <source>Which series is opened?</source>
      <translation>打开哪个序列？</translation>
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
      <source>AE title for earlier exams</source>
      <translation>既往检查的 AE 标题</translation>
    </message>
    <message>
      <source>AE title of the archive</source>
      <translation>归档的 AE 标题</translation>
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
      <source>Address</source>
      <translation>地址</translation>
    </message>
    <message>
      <source>Address of DICOMweb</source>
      <translation>DICOMweb 地址</translation>
    </message>
    <message>
      <source>Adds the directory that other hospitals' programs need on a disk or USB stick to DICOM exports, unless chosen otherwise for one of them.</source>
      <translation>在 DICOM 导出中加入其他医院的程序读取光盘或 U 盘时所需的目录文件；每次导出时可另行选择。</translation>
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
      <source>Archive</source>
      <translation>归档</translation>
    </message>
    <message>
      <source>As endoscopic video</source>
      <translation>作为内镜视频</translation>
    </message>
    <message>
      <source>As photographic video</source>
      <translation>作为摄影视频</translation>
    </message>
    <message>
      <source>Ask before each exam</source>
      <translation>每次检查前询问</translation>
    </message>
    <message>
      <source>Ask for storage commitment</source>
      <translation>请求存储承诺</translation>
    </message>
    <message>
      <source>Asks the archive after sending whether it has everything.</source>
      <translation>发送后询问归档是否已收到全部内容。</translation>
    </message>
    <message>
      <source>Asks the archive to confirm that it keeps what was sent. The archive has to know this computer.</source>
      <translation>请求归档确认保存所发送的内容。归档中须登记本机。</translation>
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
      <source>Blood hides the view</source>
      <translation>血液遮挡视野</translation>
    </message>
    <message>
      <source>Blurred</source>
      <translation>模糊</translation>
    </message>
    <message>
      <source>Bubbles hide the view</source>
      <translation>气泡遮挡视野</translation>
    </message>
    <message>
      <source>Certificate authority</source>
      <translation>证书颁发机构</translation>
    </message>
    <message>
      <source>Changes the colors of the heatmap. All of them suit color-blind users.</source>
      <translation>更改热图颜色；各种颜色均适合色觉异常者。</translation>
    </message>
    <message>
      <source>Character set of names without a correct one</source>
      <translation>字符集缺失或有误时姓名所用的字符集</translation>
    </message>
    <message>
      <source>Check by query</source>
      <translation>查询核对</translation>
    </message>
    <message>
      <source>Cividis</source>
      <translation>Cividis</translation>
    </message>
    <message>
      <source>Credentials for DICOMweb</source>
      <translation>DICOMweb 凭据</translation>
    </message>
    <message>
      <source>DICOM exports with DICOMDIR</source>
      <translation>DICOM 导出包含 DICOMDIR</translation>
    </message>
    <message>
      <source>DICOM pictures without loss</source>
      <translation>DICOM 图片无损保存</translation>
    </message>
    <message>
      <source>DICOMweb</source>
      <translation>DICOMweb</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>De-identify</source>
      <translation>去标识</translation>
    </message>
    <message>
      <source>De-identify exports</source>
      <translation>导出时去标识化</translation>
    </message>
    <message>
      <source>Earlier exams</source>
      <translation>既往检查</translation>
    </message>
    <message>
      <source>Encrypted connection</source>
      <translation>加密连接</translation>
    </message>
    <message>
      <source>Encrypted port for storage commitment</source>
      <translation>存储确认的加密端口</translation>
    </message>
    <message>
      <source>Encrypts the connection (TLS) and checks the archive's certificate.</source>
      <translation>加密连接（TLS）并检查归档的证书。</translation>
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
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Frames analyzed</source>
      <translation>分析的帧数</translation>
    </message>
    <message>
      <source>Frozen picture</source>
      <translation>画面静止</translation>
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
      <source>Holds header.txt, logo.png and templates of this site for its reports.</source>
      <translation>存放本单位报告的 header.txt、logo.png 和模板。</translation>
    </message>
    <message>
      <source>Inferno</source>
      <translation>Inferno</translation>
    </message>
    <message>
      <source>Instrument in view</source>
      <translation>视野内有器械</translation>
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
      <source>Lens on tissue</source>
      <translation>镜头接触组织</translation>
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
      <source>No result</source>
      <translation>不出结果</translation>
    </message>
    <message>
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <source>None: mark the name as doubtful</source>
      <translation>无：将姓名标为存疑</translation>
    </message>
    <message>
      <source>Not at all</source>
      <translation>不发送</translation>
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
      <source>Outside the body</source>
      <translation>体外</translation>
    </message>
    <message>
      <source>Over the picture</source>
      <translation>叠加在画面上</translation>
    </message>
    <message>
      <source>Over the same connection (C-GET)</source>
      <translation>通过同一连接（C-GET）</translation>
    </message>
    <message>
      <source>Over-exposed</source>
      <translation>过度曝光</translation>
    </message>
    <message>
      <source>Own certificate</source>
      <translation>本机证书</translation>
    </message>
    <message>
      <source>Pictures uncompressed</source>
      <translation>图片不压缩</translation>
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
      <source>Port</source>
      <translation>端口</translation>
    </message>
    <message>
      <source>Port for earlier exams</source>
      <translation>既往检查的端口</translation>
    </message>
    <message>
      <source>Port for storage commitment</source>
      <translation>存储承诺端口</translation>
    </message>
    <message>
      <source>Private key</source>
      <translation>私钥</translation>
    </message>
    <message>
      <source>Quality gate</source>
      <translation>图像质量把关</translation>
    </message>
    <message>
      <source>Reads names that the server sends without a character set, or with a wrong one.</source>
      <translation>用于读取服务器未声明字符集或声明有误的姓名。</translation>
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
      <source>Refuse</source>
      <translation>不保存</translation>
    </message>
    <message>
      <source>Replaces the patient by a code in everything that is sent here.</source>
      <translation>发往此处的全部内容均以代码代替患者。</translation>
    </message>
    <message>
      <source>Replaces the patient by a code in exports, unless switched off for one of them.</source>
      <translation>导出时以代码代替患者信息，除非在某次导出中关闭。</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Report begin and end of exams</source>
      <translation>上报检查的开始和结束</translation>
    </message>
    <message>
      <source>Report folder</source>
      <translation>报告文件夹</translation>
    </message>
    <message>
      <source>Save the last picture, marked</source>
      <translation>保存最后一帧并加标记</translation>
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
      <source>Send each exam at its end</source>
      <translation>检查结束时自动发送</translation>
    </message>
    <message>
      <source>Sending</source>
      <translation>发送</translation>
    </message>
    <message>
      <source>Sends pictures without compression and so without loss, several times as large as JPEG. Some archives take no other. Videos stay as they are.</source>
      <translation>以不压缩（即无损）的方式发送图片，大小为 JPEG 的数倍。有些归档只接受这种格式。视频保持原样。</translation>
    </message>
    <message>
      <source>Sends the whole exam here when it ends.</source>
      <translation>检查结束时将整个检查发往此处。</translation>
    </message>
    <message>
      <source>Sensitive: fewer missed findings</source>
      <translation>高敏感：漏诊更少</translation>
    </message>
    <message>
      <source>Sets a file that only its user can read, with one line: Basic NAME:PASSWORD, or Bearer TOKEN.</source>
      <translation>设置仅其用户可读的文件，内容为一行：Basic 用户名:密码，或 Bearer 令牌。</translation>
    </message>
    <message>
      <source>Sets how earlier exams are fetched. For C-MOVE the archive has to know the AE title and port for earlier exams of this computer.</source>
      <translation>设置获取既往检查的方式。使用 C-MOVE 时，归档须登记本机用于既往检查的 AE 标题和端口。</translation>
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
      <source>Sets how videos are sent. Some viewers show photographic video only.</source>
      <translation>设置视频的发送方式。有些浏览器只显示摄影视频。</translation>
    </message>
    <message>
      <source>Sets the AE title to which archives send earlier exams (C-MOVE). An archive knows one port for each title.</source>
      <translation>设置归档发送既往检查（C-MOVE）的目标 AE 标题。归档为每个标题只登记一个端口。</translation>
    </message>
    <message>
      <source>Sets the address for earlier exams, such as https://pacs.example.org/dicom-web.</source>
      <translation>设置获取既往检查的地址，例如 https://pacs.example.org/dicom-web。</translation>
    </message>
    <message>
      <source>Sets the file with the certificates that the archive's one must be signed by.</source>
      <translation>设置证书颁发机构的文件，归档的证书须由其签发。</translation>
    </message>
    <message>
      <source>Sets the file with the key of this computer's certificate, without passphrase.</source>
      <translation>设置本机证书的私钥文件，不带口令。</translation>
    </message>
    <message>
      <source>Sets the file with this computer's certificate, if the archive asks for one.</source>
      <translation>设置本机证书的文件（如归档要求）。</translation>
    </message>
    <message>
      <source>Sets the language of all texts.</source>
      <translation>所有文字的语言。</translation>
    </message>
    <message>
      <source>Sets the name of the archive in DICOM.</source>
      <translation>设置归档在 DICOM 中的名称。</translation>
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
      <source>Sets the name or IP address of the archive's computer.</source>
      <translation>设置归档计算机的名称或 IP 地址。</translation>
    </message>
    <message>
      <source>Sets the port for archives with an encrypted connection and an own certificate.</source>
      <translation>设置使用加密连接和本机证书的归档所用的端口。</translation>
    </message>
    <message>
      <source>Sets the port of this computer on which archives confirm what they keep.</source>
      <translation>设置本机端口，归档在此确认已保存的内容。</translation>
    </message>
    <message>
      <source>Sets the port of this computer to which archives send earlier exams (C-MOVE). It is open only while exams are fetched.</source>
      <translation>设置归档向本机发送既往检查（C-MOVE）的端口。仅在获取检查期间开放。</translation>
    </message>
    <message>
      <source>Sets the port on which the archive answers.</source>
      <translation>设置归档应答的端口。</translation>
    </message>
    <message>
      <source>Sets the port on which the server answers.</source>
      <translation>服务器使用的端口。</translation>
    </message>
    <message>
      <source>Sets what a snapshot does when there is no signal or the recording has ended.</source>
      <translation>设置无信号或录像播放完毕时拍摄采图的处理方式。</translation>
    </message>
    <message>
      <source>Sets what happens outside the body. It is always checked, because recordings are pixelated there.</source>
      <translation>设置镜头在体外时如何处理。此项始终检查，因为录像中的体外画面要打马赛克。</translation>
    </message>
    <message>
      <source>Sets what happens while an instrument covers too much of the view.</source>
      <translation>设置器械遮挡视野过多时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while blood hides the view.</source>
      <translation>设置血液遮挡视野时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while bubbles hide the view.</source>
      <translation>设置气泡遮挡视野时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while the lens touches tissue.</source>
      <translation>设置镜头接触组织时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while the picture is blurred.</source>
      <translation>设置画面模糊时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while the picture is over-exposed.</source>
      <translation>设置画面过度曝光时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while the picture is too dark.</source>
      <translation>设置画面过暗时如何处理。</translation>
    </message>
    <message>
      <source>Sets what happens while the source repeats one picture. It is always checked, because an old picture would look live.</source>
      <translation>设置信号源重复同一画面时如何处理。此项始终检查，否则旧画面会被当作实时画面。</translation>
    </message>
    <message>
      <source>Sets what happens while the source sends a test card.</source>
      <translation>设置信号源输出测试卡画面时如何处理。</translation>
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
      <source>Simplified Chinese (GB18030, GBK)</source>
      <translation>简体中文（GB18030、GBK）</translation>
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
      <source>Snapshot without a signal</source>
      <translation>无信号时的采图</translation>
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
      <source>System</source>
      <translation>系统</translation>
    </message>
    <message>
      <source>Tells the hospital's system when an exam begins and ends (MPPS).</source>
      <translation>在检查开始和结束时通知医院系统（MPPS）。</translation>
    </message>
    <message>
      <source>Test card</source>
      <translation>测试卡画面</translation>
    </message>
    <message>
      <source>The archive connects to this computer (C-MOVE)</source>
      <translation>由归档连接本机（C-MOVE）</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>主题</translation>
    </message>
    <message>
      <source>Too dark</source>
      <translation>太暗</translation>
    </message>
    <message>
      <source>Traditional Chinese (Big5)</source>
      <translation>繁体中文（Big5）</translation>
    </message>
    <message>
      <source>Unicode (UTF-8)</source>
      <translation>Unicode（UTF-8）</translation>
    </message>
    <message>
      <source>Videos</source>
      <translation>视频</translation>
    </message>
    <message>
      <source>Viridis</source>
      <translation>Viridis</translation>
    </message>
    <message>
      <source>Warn only</source>
      <translation>仅警告</translation>
    </message>
    <message>
      <source>Western European (Latin-1)</source>
      <translation>西欧语言（Latin-1）</translation>
    </message>
    <message>
      <source>What happens when a picture exceeds a limit. “Warn only” runs the model all the same and shows the reason beside the result; “Off” does not check for it. Every result records these choices. Without a picture or signal there is never a result.</source>
      <translation>画面超出限值时如何处理。“仅警告”仍运行模型，并在结果旁显示原因；“关”则不检查该项。每条结果都会记录这些选择。没有画面或信号时始终不出结果。</translation>
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
      <source>Writes pictures uncompressed into DICOM exports, several times as large as JPEG, unless chosen otherwise for one of them.</source>
      <translation>DICOM 导出中的图片不压缩，大小为 JPEG 的数倍；每次导出时可另行选择。</translation>
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
      <source>the full path of a file</source>
      <translation>文件的完整路径</translation>
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
      <source>Model</source>
      <translation>模型</translation>
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
      <translation>较新的采图</translation>
    </message>
    <message>
      <source>Older snapshot</source>
      <translation>较早的采图</translation>
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
      <source>Port {0}</source>
      <translation>接口 {0}</translation>
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
      <source>As declared</source>
      <translation>按源中声明</translation>
    </message>
    <message>
      <source>As saved, or automatic</source>
      <translation>按已保存的设置，或自动识别</translation>
    </message>
    <message>
      <source>Aspect ratio</source>
      <translation>画面比例</translation>
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
      <source>Colors</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>Field of view</source>
      <translation>视野</translation>
    </message>
    <message>
      <source>Found automatically</source>
      <translation>自动识别</translation>
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
      <source>Square pixels</source>
      <translation>方形像素</translation>
    </message>
    <message>
      <source>The whole picture</source>
      <translation>整幅画面</translation>
    </message>
  </context>
  <context>
    <name>SourceFlow</name>
    <message>
      <source>Choose a video source for {0}.</source>
      <translation>请为 {0} 选择信号源。</translation>
    </message>
  </context>
  <context>
    <name>StartPage</name>
    <message>
      <source>Agreement</source>
      <translation>一致性</translation>
    </message>
    <message>
      <source>Choose a video source</source>
      <translation>请选择信号源</translation>
    </message>
    <message>
      <source>Enter the address of a stream first.</source>
      <translation>请先输入网络流地址。</translation>
    </message>
    <message>
      <source>How often AI, operator and pathology agree.</source>
      <translation>AI、操作者与病理一致的频率。</translation>
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
      <source>Open the network address</source>
      <translation>打开网络地址</translation>
    </message>
    <message>
      <source>Open the results of an archive</source>
      <translation>打开批量分析结果</translation>
    </message>
    <message>
      <source>Opens a folder that “hysteroview archive” has written.</source>
      <translation>打开由 hysteroview archive 写入的文件夹。</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Results of an archive…</source>
      <translation>批量分析结果…</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>The file no longer exists.</source>
      <translation>文件已不存在。</translation>
    </message>
  </context>
  <context>
    <name>State</name>
    <message>
      <source>A quick pass did not look at this time closely.</source>
      <translation>快速扫描未密集分析此时段。</translation>
    </message>
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
      <source>No result. This does not mean benign.</source>
      <translation>无结果。这并不表示良性。</translation>
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
      <source>Not assessed: quick pass</source>
      <translation>未评估：快速扫描</translation>
    </message>
    <message>
      <source>Not recognized</source>
      <translation>无法识别</translation>
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
      <source>Quick pass</source>
      <translation>快速扫描</translation>
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
      <source>The model is being loaded.</source>
      <translation>正在加载模型。</translation>
    </message>
    <message>
      <source>The picture is live.</source>
      <translation>画面为实时。</translation>
    </message>
    <message>
      <source>The picture is outside what the model knows.</source>
      <translation>画面超出模型识别范围。</translation>
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
      <source>Not assessed: {0}</source>
      <translation>未评估：{0}</translation>
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
    <name>StoreStart</name>
    <message>
      <source>The exam of {0:%Y-%m-%d %H:%M} was interrupted. It was completed with all that had been saved: snapshots: {1}, clips: {2}.</source>
      <translation>{0:%Y-%m-%d %H:%M} 的检查曾中断，已用所有已保存的内容将其补全：采图 {1} 张，视频片段 {2} 段。</translation>
    </message>
    <message>
      <source>{0} exams were interrupted. They were completed with all that had been saved of them.</source>
      <translation>{0} 次检查曾中断，已用所有已保存的内容将其补全。</translation>
    </message>
  </context>
  <context>
    <name>StoreStarter</name>
    <message>
      <source>The index is being rebuilt…</source>
      <translation>正在重建索引…</translation>
    </message>
    <message>
      <source>The index was rebuilt.</source>
      <translation>索引已重建。</translation>
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
      <source>Exporting…</source>
      <translation>正在导出…</translation>
    </message>
  </context>
  <context>
    <name>SummaryPage</name>
    <message>
      <source>({0} without a live picture)</source>
      <translation>（其中 {0} 张不是实时画面）</translation>
    </message>
    <message>
      <source>AI findings</source>
      <translation>AI 发现</translation>
    </message>
    <message>
      <source>Accession number</source>
      <translation>检查号</translation>
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
      <source>Exports pictures, recordings, tables, or the whole exam.</source>
      <translation>导出图像、录像、表格或整个检查。</translation>
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
      <source>Lesions and pathology</source>
      <translation>病灶与病理</translation>
    </message>
    <message>
      <source>Lesions of this exam, biopsies and pathology.</source>
      <translation>此检查的病灶、活检和病理。</translation>
    </message>
    <message>
      <source>Lesions…</source>
      <translation>病灶…</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
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
      <source>Plays the recordings of this exam, frame by frame.</source>
      <translation>逐帧播放此检查的录像。</translation>
    </message>
    <message>
      <source>Removed: {0}</source>
      <translation>已移除：{0}</translation>
    </message>
    <message>
      <source>Report…</source>
      <translation>报告…</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>回看</translation>
    </message>
    <message>
      <source>Run `hysteroview exam verify`.</source>
      <translation>请运行 `hysteroview exam verify`。</translation>
    </message>
    <message>
      <source>Sends this exam to an archive (PACS).</source>
      <translation>将此检查发送到归档（PACS）。</translation>
    </message>
    <message>
      <source>Send…</source>
      <translation>发送…</translation>
    </message>
    <message>
      <source>Snapshot {0}, as shown on the screen</source>
      <translation>采图 {0}（屏幕所见）</translation>
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
      <source>The fields of the report, its preview, and the file.</source>
      <translation>报告的字段、预览和文件。</translation>
    </message>
    <message>
      <source>The log of this exam was changed or is damaged.</source>
      <translation>此检查的日志被更改或已损坏。</translation>
    </message>
    <message>
      <source>report {0}</source>
      <translation>报告 {0}</translation>
    </message>
    <message>
      <source>was interrupted</source>
      <translation>中断</translation>
    </message>
    <message>
      <source>{0} min {1:02d} s</source>
      <translation>{0} 分 {1:02d} 秒</translation>
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
    <name>Timeline</name>
    <message>
      <source>Assessed</source>
      <translation>已评估</translation>
    </message>
    <message>
      <source>Events</source>
      <translation>事件</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>发现</translation>
    </message>
    <message>
      <source>Not analyzed yet</source>
      <translation>尚未分析</translation>
    </message>
    <message>
      <source>Not assessed: {0}</source>
      <translation>未评估：{0}</translation>
    </message>
    <message>
      <source>Photo plan</source>
      <translation>拍摄计划</translation>
    </message>
    <message>
      <source>Picture quality</source>
      <translation>图像质量</translation>
    </message>
    <message>
      <source>Premalignant or malignant</source>
      <translation>癌前或恶性</translation>
    </message>
    <message>
      <source>Premalignant or malignant: {0}</source>
      <translation>癌前或恶性：{0}</translation>
    </message>
    <message>
      <source>The analysis failed here</source>
      <translation>此处分析失败</translation>
    </message>
    <message>
      <source>Timeline</source>
      <translation>时间轴</translation>
    </message>
    <message>
      <source>no result</source>
      <translation>无结果</translation>
    </message>
    <message>
      <source>other causes</source>
      <translation>其他原因</translation>
    </message>
    <message>
      <source>{0}: accepted</source>
      <translation>{0}：已接受</translation>
    </message>
    <message>
      <source>{0}: not decided</source>
      <translation>{0}：未决定</translation>
    </message>
    <message>
      <source>{0}: rejected</source>
      <translation>{0}：已拒绝</translation>
    </message>
    <message>
      <source>– {0}</source>
      <translation>– {0}</translation>
    </message>
  </context>
  <context>
    <name>TransportBar</name>
    <message>
      <source>1:05.2 or #120</source>
      <translation>1:05.2 或 #120</translation>
    </message>
    <message>
      <source>Adds this picture to the exam.</source>
      <translation>将此画面加入检查。</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>对比</translation>
    </message>
    <message>
      <source>Computes the heatmap of this frame when the recording stops (H).</source>
      <translation>停止播放后计算此帧的热力图（H）。</translation>
    </message>
    <message>
      <source>Go to</source>
      <translation>转到</translation>
    </message>
    <message>
      <source>Goes to a time (1:05.2) or to a frame number (#120).</source>
      <translation>转到指定时间（1:05.2）或帧号（#120）。</translation>
    </message>
    <message>
      <source>Heatmap</source>
      <translation>热力图</translation>
    </message>
    <message>
      <source>In</source>
      <translation>入点</translation>
    </message>
    <message>
      <source>Next snapshot or mark</source>
      <translation>下一张采图或标记</translation>
    </message>
    <message>
      <source>Out</source>
      <translation>出点</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Plays the whole recording.</source>
      <translation>播放整个录像。</translation>
    </message>
    <message>
      <source>Previous snapshot or mark</source>
      <translation>上一张采图或标记</translation>
    </message>
    <message>
      <source>Shows this frame large, beside the one before it or a picture (V).</source>
      <translation>放大显示此帧，可与之前的帧或图片并排（V）。</translation>
    </message>
    <message>
      <source>Snapshot</source>
      <translation>采图</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>速度</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>The part to repeat begins here.</source>
      <translation>循环片段从此处开始。</translation>
    </message>
    <message>
      <source>The part to repeat ends here.</source>
      <translation>循环片段到此处结束。</translation>
    </message>
    <message>
      <source>{0} frames</source>
      <translation>{0} 帧</translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message>
      <source>A click or Return opens a picture in full size.</source>
      <translation>单击或按回车以原始大小打开图片。</translation>
    </message>
    <message>
      <source>No snapshots</source>
      <translation>没有采图</translation>
    </message>
    <message>
      <source>Snapshots of this exam</source>
      <translation>本次检查的采图</translation>
    </message>
  </context>
  <context>
    <name>UnsavedNotice</name>
    <message>
      <source>All changes are saved now.</source>
      <translation>所有更改现已保存。</translation>
    </message>
    <message>
      <source>Changes not saved yet: {0}.</source>
      <translation>尚未保存的更改：{0}。</translation>
    </message>
    <message>
      <source>Changes not saved: {0}. Leave without saving them?</source>
      <translation>有 {0} 项更改尚未保存。不保存就离开吗？</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>离开</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
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
      <source>FROZEN AT THE SOURCE · not live</source>
      <translation>信号源画面冻结 · 非实时</translation>
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
      <source>RECORDING {0}</source>
      <translation>正在录像 {0}</translation>
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
    <name>ViewerController</name>
    <message>
      <source>Drawing on picture {0}</source>
      <translation>图片 {0} 的标注</translation>
    </message>
    <message>
      <source>Exam of {0}</source>
      <translation>{0} 的检查</translation>
    </message>
    <message>
      <source>Frame {0}</source>
      <translation>帧 {0}</translation>
    </message>
    <message>
      <source>Frames of the recording</source>
      <translation>录像帧</translation>
    </message>
    <message>
      <source>Lesion {0}</source>
      <translation>病灶 {0}</translation>
    </message>
    <message>
      <source>Pictures for the report</source>
      <translation>报告图片</translation>
    </message>
    <message>
      <source>Place of picture {0}</source>
      <translation>图片 {0} 的部位</translation>
    </message>
    <message>
      <source>Snapshot {0} ({1} of {2})</source>
      <translation>采图 {0}（{1}/{2}）</translation>
    </message>
    <message>
      <source>This exam</source>
      <translation>本次检查</translation>
    </message>
    <message>
      <source>This exam has no pictures.</source>
      <translation>本次检查没有图片。</translation>
    </message>
  </context>
  <context>
    <name>WaitingWrites</name>
    <message>
      <source>A change cannot be saved: the program has an internal error.</source>
      <translation>无法保存一项更改：程序内部出错。</translation>
    </message>
    <message>
      <source>Try again. If it stays, leave the page and open it again.</source>
      <translation>请重试。若仍然如此，请离开此页面后重新打开。</translation>
    </message>
  </context>
  <context>
    <name>Worklist</name>
    <message>
      <source>The name cannot be read with certainty. It may be {0}. Enter it by hand. The settings of the worklist have the character set that the server uses.</source>
      <translation>姓名无法准确读取，可能是{0}，请手工录入。工作列表所用的字符集可在设置中选择。</translation>
    </message>
    <message>
      <source>The worklist has no single patient ID for this exam. Check it.</source>
      <translation>工作列表未给出唯一的患者编号，请核对。</translation>
    </message>
    <message>
      <source>The worklist server has dropped the name in characters. Enter it by hand. Its administrator can set the character set of its answers to Unicode.</source>
      <translation>工作列表服务器丢失了中文姓名，请手工录入。服务器管理员可将其应答的字符集设为 Unicode。</translation>
    </message>
    <message>
      <source>{0} (name is doubtful)</source>
      <translation>{0}（姓名存疑）</translation>
    </message>
    <message>
      <source>{0} (name is incomplete)</source>
      <translation>{0}（姓名不完整）</translation>
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

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AccessScreen</name>
    <message>
        <source>看得清，够得着</source>
        <translation>Easier to see and reach</translation>
    </message>
    <message>
        <source>大字</source>
        <translation>Large print</translation>
    </message>
    <message>
        <source>高对比度</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>深色画面</source>
        <translation>Dark screen</translation>
    </message>
    <message>
        <source>移到下方</source>
        <translation>Lower reach</translation>
    </message>
    <message>
        <source>减少动画</source>
        <translation>Less motion</translation>
    </message>
    <message>
        <source>语音朗读</source>
        <translation>Read aloud</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>BoughtLine</name>
    <message>
        <source>机器没看到它掉下来。您拿到了吗？</source>
        <translation>The machine did not see it fall. Do you have it?</translation>
    </message>
    <message>
        <source>机器没看到它掉下来。您拿到了吗？您的话会和机器记录一起交给工作人员。</source>
        <translation>The machine did not see it fall. Do you have it? Your word goes to our staff with the machine&apos;s record.</translation>
    </message>
    <message>
        <source>拿到了</source>
        <translation>I have it</translation>
    </message>
    <message>
        <source>没拿到</source>
        <translation>I do not</translation>
    </message>
</context>
<context>
    <name>CartBar</name>
    <message numerus="yes">
        <source>已选 %n 件</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>一次最多买 %n 件</source>
        <translation>
            <numerusform>At most %n item at a time</numerusform>
            <numerusform>At most %n items at a time</numerusform>
        </translation>
    </message>
    <message>
        <source>我的订单</source>
        <translation>My orders</translation>
    </message>
    <message>
        <source>查订单</source>
        <translation>Find an order</translation>
    </message>
    <message>
        <source>客服 %1</source>
        <translation>Help line %1</translation>
    </message>
    <message>
        <source>暂时收不了款</source>
        <translation>no payment right now</translation>
    </message>
    <message>
        <source>购物车</source>
        <translation>Cart</translation>
    </message>
</context>
<context>
    <name>CartNotes</name>
    <message>
        <source>优惠券</source>
        <translation>Coupons</translation>
    </message>
    <message>
        <source>积分抵现</source>
        <translation>Use points</translation>
    </message>
</context>
<context>
    <name>CartScreen</name>
    <message numerus="yes">
        <source>一次最多买 %n 件，这样每件都能确认出货</source>
        <translation>
            <numerusform>At most %n item at a time, so that each can be confirmed</numerusform>
            <numerusform>At most %n items at a time, so that each can be confirmed</numerusform>
        </translation>
    </message>
    <message>
        <source>购物车</source>
        <translation>Cart</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>减一件：%1</source>
        <translation>One less: %1</translation>
    </message>
    <message>
        <source>加一件：%1</source>
        <translation>One more: %1</translation>
    </message>
    <message>
        <source>搭配更好</source>
        <translation>Goes well with it</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message numerus="yes">
        <source>已选 %n 件</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosedScreen</name>
    <message>
        <source>从 %1 开始</source>
        <translation>Since %1</translation>
    </message>
    <message>
        <source>付过款有疑问，请打 %1</source>
        <translation>Paid and unsure? Call %1</translation>
    </message>
    <message>
        <source>查订单</source>
        <translation>Find an order</translation>
    </message>
    <message>
        <source>先看看有什么</source>
        <translation>Browse the shop</translation>
    </message>
    <message>
        <source>工作人员登录</source>
        <translation>Staff sign-in</translation>
    </message>
</context>
<context>
    <name>CodeBox</name>
    <message>
        <source>付款码</source>
        <translation>Payment code</translation>
    </message>
</context>
<context>
    <name>CouponScreen</name>
    <message>
        <source>优惠券</source>
        <translation>Coupons</translation>
    </message>
    <message>
        <source>这次不用券</source>
        <translation>No coupon this time</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>好了</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>FeedbackScreen</name>
    <message>
        <source>正在登记…</source>
        <translation>Writing it down…</translation>
    </message>
    <message>
        <source>抱歉，哪里不对？</source>
        <translation>Sorry. What went wrong?</translation>
    </message>
    <message>
        <source>还没有选订单</source>
        <translation>No order chosen yet</translation>
    </message>
    <message>
        <source>订单 …%1</source>
        <translation>Order …%1</translation>
    </message>
    <message>
        <source>选一笔订单，处理得更快</source>
        <translation>With an order it goes faster</translation>
    </message>
    <message>
        <source>选订单</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>商品、货道、时间和机器记录会自动附上，不用您填写。不含您的个人信息。</source>
        <translation>Product, lane, time and the machine&apos;s record go with it; nothing to fill in, nothing personal.</translation>
    </message>
    <message>
        <source>已经记下</source>
        <translation>We have it</translation>
    </message>
    <message>
        <source>工单号</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>着急的话请打 %1，报工单号。</source>
        <translation>In a hurry? Call %1 and give the ticket number.</translation>
    </message>
    <message>
        <source>好的</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>GameCard</name>
    <message>
        <source>第 %1 张，抽中了</source>
        <translation>Card %1, won</translation>
    </message>
    <message>
        <source>第 %1 张，没抽中</source>
        <translation>Card %1, nothing</translation>
    </message>
    <message>
        <source>第 %1 张</source>
        <translation>Card %1</translation>
    </message>
</context>
<context>
    <name>GameScreen</name>
    <message>
        <source>去选购</source>
        <translation>To the goods</translation>
    </message>
    <message>
        <source>不玩了，去选购</source>
        <translation>No thanks, to the goods</translation>
    </message>
    <message>
        <source>（%1）</source>
        <translation> (%1)</translation>
    </message>
</context>
<context>
    <name>Greetings</name>
    <message>
        <source>触摸屏幕开始选购</source>
        <translation>Touch to start</translation>
    </message>
    <message>
        <source>玩一下，抽优惠券</source>
        <translation>Play for a coupon</translation>
    </message>
    <message>
        <source>看不清？按住屏幕三秒，听语音</source>
        <translation>Hard to see? Hold the screen for three seconds to hear it</translation>
    </message>
</context>
<context>
    <name>HelpScreen</name>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>拼音、首字母都行，例如 tuikuan</source>
        <translation>For example: refund</translation>
    </message>
    <message>
        <source>没有找到，换个说法试试。</source>
        <translation>Nothing found. Try other words.</translation>
    </message>
    <message>
        <source>没有找到。换个说法，或打 %1。</source>
        <translation>Nothing found. Try other words, or call %1.</translation>
    </message>
    <message>
        <source>其他问题，告诉我们</source>
        <translation>Something else? Tell us</translation>
    </message>
    <message>
        <source>问一问</source>
        <translation>Ask</translation>
    </message>
    <message>
        <source>查订单</source>
        <translation>Find an order</translation>
    </message>
    <message>
        <source>告诉我们</source>
        <translation>Tell us</translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>加入购物车：%1</source>
        <translation>Add to cart: %1</translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>还在吗？</source>
        <translation>Still there?</translation>
    </message>
    <message>
        <source>时间到了会清空购物车，回到首页。</source>
        <translation>When the time is up, the cart is emptied and the shop starts anew.</translation>
    </message>
    <message>
        <source>再等等</source>
        <translation>More time</translation>
    </message>
</context>
<context>
    <name>KeyPad</name>
    <message>
        <source>退格</source>
        <translation>Delete</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>删除一个字母</source>
        <translation>Delete one letter</translation>
    </message>
</context>
<context>
    <name>LaneGrid</name>
    <message>
        <source>在转</source>
        <translation>turns</translation>
    </message>
</context>
<context>
    <name>LanesPage</name>
    <message>
        <source>点一条货道，看它的状况，测试或暂停。</source>
        <translation>Touch a lane to see how it is, to test it or to pause it.</translation>
    </message>
    <message>
        <source>恢复售卖</source>
        <translation>Sell again</translation>
    </message>
    <message>
        <source>暂停售卖</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>故障已排除</source>
        <translation>Fault mended</translation>
    </message>
    <message>
        <source>转一圈</source>
        <translation>Turn once</translation>
    </message>
</context>
<context>
    <name>LoginPage</name>
    <message>
        <source>这台机器还没有登记人员。安装员在机器上运行：
main.py staff add --name 姓名 --role manager</source>
        <translation>Nobody is known to this machine yet. The installer runs on it:
main.py staff add --name NAME --role manager</translation>
    </message>
    <message>
        <source>还有 %1 秒</source>
        <translation>%1 s left</translation>
    </message>
    <message>
        <source>不是我</source>
        <translation>Not me</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>测试：不收款</source>
        <translation>TEST: no money is taken</translation>
    </message>
</context>
<context>
    <name>MemberAgain</name>
    <message>
        <source>再来一份</source>
        <translation>Again</translation>
    </message>
    <message>
        <source>再来一份：%1</source>
        <translation>Again: %1</translation>
    </message>
</context>
<context>
    <name>MemberChip</name>
    <message>
        <source>会员 %1</source>
        <translation>Member %1</translation>
    </message>
    <message>
        <source>会员登录</source>
        <translation>Sign in as a member</translation>
    </message>
</context>
<context>
    <name>MemberCode</name>
    <message>
        <source>到时自动换新码</source>
        <translation>A new code comes by itself</translation>
    </message>
    <message>
        <source>会员登录码</source>
        <translation>Code to sign in by</translation>
    </message>
    <message>
        <source>会员暂时登录不了</source>
        <translation>Members cannot sign in just now</translation>
    </message>
    <message>
        <source>请在手机上继续</source>
        <translation>Please go on on your phone</translation>
    </message>
    <message>
        <source>用手机扫码登录会员</source>
        <translation>Scan with your phone to sign in</translation>
    </message>
    <message>
        <source>网络恢复后就好。现在照常选购，活动价一样有效。</source>
        <translation>It will work when the network is back. Shop as usual meanwhile: offers hold all the same.</translation>
    </message>
    <message>
        <source>手机上确认后，这里马上显示您的积分和优惠券。</source>
        <translation>Once you confirm there, your points and coupons show here at once.</translation>
    </message>
    <message>
        <source>微信、支付宝或浏览器都能扫。屏幕上不用输入手机号。</source>
        <translation>WeChat, Alipay or any camera will do. No phone number is typed on this screen.</translation>
    </message>
    <message>
        <source>会员价和优惠券</source>
        <translation>Member prices and coupons</translation>
    </message>
    <message>
        <source>积分当钱花</source>
        <translation>Pay with points</translation>
    </message>
    <message>
        <source>生日礼和会员日</source>
        <translation>Birthday gift, members&apos; days</translation>
    </message>
    <message>
        <source>换一个新码</source>
        <translation>Show a new code</translation>
    </message>
    <message>
        <source>不登录也一样能买。离开后，屏幕上的会员信息马上清除。</source>
        <translation>You can buy without it just as well. When you leave, this screen forgets you at once.</translation>
    </message>
</context>
<context>
    <name>MemberPieces</name>
    <message>
        <source>优惠券</source>
        <translation>Coupons</translation>
    </message>
    <message>
        <source>还没有优惠券。生日和活动时会送给您。</source>
        <translation>No coupons yet. They come with birthdays and events.</translation>
    </message>
</context>
<context>
    <name>MemberScreen</name>
    <message>
        <source>退出登录</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>我的订单</source>
        <translation>My orders</translation>
    </message>
    <message>
        <source>继续选购</source>
        <translation>Go on shopping</translation>
    </message>
</context>
<context>
    <name>MemberWorth</name>
    <message>
        <source>%1，生日快乐</source>
        <translation>Happy birthday, %1</translation>
    </message>
    <message>
        <source>%1，您好</source>
        <translation>Hello, %1</translation>
    </message>
    <message>
        <source>积分</source>
        <translation>points</translation>
    </message>
</context>
<context>
    <name>MoneyBox</name>
    <message>
        <source>还差</source>
        <translation>Still to pay</translation>
    </message>
    <message>
        <source>请投入</source>
        <translation>Please insert</translation>
    </message>
</context>
<context>
    <name>MoneyPage</name>
    <message>
        <source>掉没掉，不清楚</source>
        <translation>Fallen or not?</translation>
    </message>
    <message>
        <source>没有存疑的商品。</source>
        <translation>Nothing is in doubt.</translation>
    </message>
    <message>
        <source>正在查看…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>退款</source>
        <translation>Refunds</translation>
    </message>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>收款账户</source>
        <translation>Accounts</translation>
    </message>
    <message>
        <source>对账发现</source>
        <translation>Found in the bills</translation>
    </message>
    <message>
        <source>掉了，收款</source>
        <translation>It fell: keep the money</translation>
    </message>
    <message>
        <source>没掉，退款</source>
        <translation>It did not: pay back</translation>
    </message>
    <message>
        <source>凭什么这样判断？选了就执行，记在您名下。</source>
        <translation>How do you know? Your choice is carried out at once, under your name.</translation>
    </message>
</context>
<context>
    <name>OperatorCard</name>
    <message>
        <source>现金：付款时选“现金”，投币或塞入纸币，多投的钱会找回。</source>
        <translation>Cash: choose Cash when you pay, insert coins or bills; the change comes back.</translation>
    </message>
    <message>
        <source>现金：请打服务电话，会告诉您附近怎样用现金换提货码，不另收费。</source>
        <translation>Cash: call us and we tell you where to swap it for a pick-up code nearby, free of charge.</translation>
    </message>
</context>
<context>
    <name>OrderScreen</name>
    <message>
        <source>订单号 %1</source>
        <translation>Order %1</translation>
    </message>
    <message>
        <source>这就是小票</source>
        <translation>This is your receipt</translation>
    </message>
    <message>
        <source>扫一扫，在手机上看付款、出货和退款。</source>
        <translation>Scan it to follow payment, delivery and refund on your phone.</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>有问题？</source>
        <translation>Something wrong?</translation>
    </message>
    <message>
        <source>取消订单</source>
        <translation>Cancel order</translation>
    </message>
    <message>
        <source>正在放回购物车</source>
        <translation>Back to the cart…</translation>
    </message>
    <message>
        <source>改一改再付</source>
        <translation>Change it</translation>
    </message>
    <message>
        <source>再买一次</source>
        <translation>Buy again</translation>
    </message>
</context>
<context>
    <name>Orders</name>
    <message>
        <source>下单</source>
        <translation>Ordered</translation>
    </message>
    <message>
        <source>已付款 %2</source>
        <translation>Paid %2</translation>
    </message>
    <message>
        <source>%1 已出货</source>
        <translation>%1: delivered</translation>
    </message>
    <message>
        <source>%1 未能出货</source>
        <translation>%1: not delivered</translation>
    </message>
    <message>
        <source>%1 正在核实</source>
        <translation>%1: being checked</translation>
    </message>
    <message>
        <source>申请退款 %2</source>
        <translation>Refund of %2 asked for</translation>
    </message>
    <message>
        <source>退款 %2 已受理，等待到账</source>
        <translation>Refund of %2 on its way</translation>
    </message>
    <message>
        <source>已退款 %2</source>
        <translation>Refunded %2</translation>
    </message>
    <message>
        <source>退款 %2 由工作人员处理</source>
        <translation>Staff see to the refund of %2</translation>
    </message>
    <message>
        <source>收到迟来的付款 %2，自动退回</source>
        <translation>Late payment of %2, goes back</translation>
    </message>
    <message>
        <source>没有付款，订单结束</source>
        <translation>Not paid, order over</translation>
    </message>
    <message>
        <source>%1 件</source>
        <translation>Items: %1</translation>
    </message>
    <message>
        <source>没有掉下来</source>
        <translation>Nothing came out</translation>
    </message>
    <message>
        <source>掉的不对</source>
        <translation>Wrong product</translation>
    </message>
    <message>
        <source>商品破损</source>
        <translation>Damaged</translation>
    </message>
    <message>
        <source>商品过期</source>
        <translation>Past its date</translation>
    </message>
    <message>
        <source>付了款没有订单</source>
        <translation>Paid, but no order</translation>
    </message>
    <message>
        <source>屏幕有问题</source>
        <translation>Screen trouble</translation>
    </message>
    <message>
        <source>其他问题</source>
        <translation>Something else</translation>
    </message>
    <message>
        <source>出货快</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>干净</source>
        <translation>Clean</translation>
    </message>
    <message>
        <source>商品好</source>
        <translation>Good products</translation>
    </message>
    <message>
        <source>价格好</source>
        <translation>Good prices</translation>
    </message>
    <message>
        <source>太慢</source>
        <translation>Slow</translation>
    </message>
    <message>
        <source>卡货</source>
        <translation>Jammed</translation>
    </message>
    <message>
        <source>包装破损</source>
        <translation>Damaged pack</translation>
    </message>
    <message>
        <source>不干净</source>
        <translation>Not clean</translation>
    </message>
    <message>
        <source>工单 %1 · %2</source>
        <translation>Ticket %1 · %2</translation>
    </message>
    <message>
        <source>答复：%1</source>
        <translation>Our answer: %1</translation>
    </message>
    <message>
        <source>我们会在 %1 前答复，显示在这里和手机订单页上。</source>
        <translation>We answer before %1, here and on your phone&apos;s order page.</translation>
    </message>
    <message>
        <source>等待付款</source>
        <translation>Waiting for payment</translation>
    </message>
    <message>
        <source>付款码还在等待付款。可以取消，或改一改再付。</source>
        <translation>The code still waits. You can cancel, or change the order and pay then.</translation>
    </message>
    <message>
        <source>机身上的服务电话</source>
        <translation>the number on the machine</translation>
    </message>
</context>
<context>
    <name>OrdersScreen</name>
    <message>
        <source>最近 24 小时的订单</source>
        <translation>Orders of the last 24 hours</translation>
    </message>
    <message>
        <source>最近 24 小时没有订单</source>
        <translation>No orders in the last 24 hours</translation>
    </message>
    <message>
        <source>输错太多次了，请稍后再试，或打服务电话。</source>
        <translation>Too many tries. Please try later or call us.</translation>
    </message>
    <message>
        <source>没有这样结尾的订单，再看看小票</source>
        <translation>No order ends like this. Please look again.</translation>
    </message>
    <message>
        <source>输入订单号后四位</source>
        <translation>Last 4 characters of the order number</translation>
    </message>
    <message>
        <source>它在结果画面、手机订单页和付款记录里。也可以把订单页的二维码对着扫码口。</source>
        <translation>On the result screen, your phone&apos;s order page or in the payment record. Or hold the order page&apos;s code before the reader.</translation>
    </message>
    <message>
        <source>它在结果画面、手机订单页和付款记录里。</source>
        <translation>On the result screen, your phone&apos;s order page or in the payment record.</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>找不到订单？</source>
        <translation>Not found?</translation>
    </message>
</context>
<context>
    <name>OwnCodeBox</name>
    <message>
        <source>请在手机上确认</source>
        <translation>Confirm on your phone</translation>
    </message>
    <message>
        <source>付款码对准扫码窗口</source>
        <translation>Pay code to the reader</translation>
    </message>
</context>
<context>
    <name>PageKey</name>
    <message>
        <source>回到开头</source>
        <translation>Back to the top</translation>
    </message>
    <message>
        <source>往下看</source>
        <translation>Further down</translation>
    </message>
</context>
<context>
    <name>Pager</name>
    <message>
        <source>上一页</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>下一页</source>
        <translation>Next page</translation>
    </message>
</context>
<context>
    <name>PayScreen</name>
    <message>
        <source>改为扫屏幕上的码</source>
        <translation>Scan the screen instead</translation>
    </message>
    <message>
        <source>或把您的付款码对准扫码窗口</source>
        <translation>Or hold your pay code to the reader</translation>
    </message>
    <message>
        <source>打开%1</source>
        <translation>Open %1</translation>
    </message>
    <message>
        <source>扫一扫</source>
        <translation>Scan</translation>
    </message>
    <message>
        <source>付款后取货</source>
        <translation>Pay and collect</translation>
    </message>
    <message>
        <source>投币或塞入纸币</source>
        <translation>Insert money</translation>
    </message>
    <message>
        <source>投够就出货</source>
        <translation>Goods fall</translation>
    </message>
    <message>
        <source>取货，取找零</source>
        <translation>Goods + change</translation>
    </message>
    <message>
        <source>拿出银行卡</source>
        <translation>Take your card</translation>
    </message>
    <message>
        <source>贴近或插入</source>
        <translation>Tap or insert</translation>
    </message>
    <message>
        <source>打开付款码</source>
        <translation>Open pay code</translation>
    </message>
    <message>
        <source>对准扫码窗口</source>
        <translation>Hold to reader</translation>
    </message>
    <message>
        <source>付款码只在本屏幕显示，请勿扫描机身粘贴的二维码</source>
        <translation>The code is only on this screen. Never scan a sticker.</translation>
    </message>
    <message>
        <source>随时可以取消，已投的钱全部退回</source>
        <translation>Cancel at any time: all you put in comes back</translation>
    </message>
    <message>
        <source>只用本机的读卡器，不要把卡交给别人</source>
        <translation>Use this machine&apos;s reader only; give your card to nobody</translation>
    </message>
    <message>
        <source>付款码等于钱，只对准本机的扫码窗口，不要给别人看</source>
        <translation>A pay code is money: show it to this reader only</translation>
    </message>
    <message>
        <source>已收到付款</source>
        <translation>Payment received</translation>
    </message>
    <message>
        <source>正在核实付款</source>
        <translation>Checking the payment</translation>
    </message>
    <message>
        <source>马上出货，请看取货口。</source>
        <translation>Your goods are coming. Watch the hatch.</translation>
    </message>
    <message>
        <source>正在向支付渠道确认。如果已经付款，会照常出货或自动退回。</source>
        <translation>Asking the payment service. If you have paid, you get your goods or your money back.</translation>
    </message>
    <message>
        <source>等待付款</source>
        <translation>Waiting for payment</translation>
    </message>
    <message>
        <source>再等等</source>
        <translation>More time</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>退格</source>
        <translation>Erase</translation>
    </message>
</context>
<context>
    <name>ProductCard</name>
    <message>
        <source>顾客评分 %1</source>
        <translation>Rated %1 by customers</translation>
    </message>
    <message>
        <source>加入购物车：%1</source>
        <translation>Add to cart: %1</translation>
    </message>
</context>
<context>
    <name>ProductScreen</name>
    <message>
        <source>搭配更好</source>
        <translation>Goes well with</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>会员登录</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>再加一件（已有 %1）</source>
        <translation>Add one (%1 in cart)</translation>
    </message>
    <message>
        <source>加入购物车</source>
        <translation>Add to cart</translation>
    </message>
</context>
<context>
    <name>RateBox</name>
    <message>
        <source>谢谢您的评价</source>
        <translation>Thank you for rating</translation>
    </message>
    <message>
        <source>这次买得还顺利吗？</source>
        <translation>How did it go?</translation>
    </message>
</context>
<context>
    <name>ReaderBox</name>
    <message>
        <source>请贴卡或插卡</source>
        <translation>Tap or insert your card</translation>
    </message>
</context>
<context>
    <name>ResultScreen</name>
    <message>
        <source>上一笔交易被打断了，这是它的结果：</source>
        <translation>An earlier purchase was interrupted. This is how it stands:</translation>
    </message>
    <message>
        <source>订单号 %1</source>
        <translation>Order %1</translation>
    </message>
    <message>
        <source>扫码随时查看这笔订单</source>
        <translation>Follow this order on your phone</translation>
    </message>
    <message>
        <source>付款、出货、退款，都在上面。</source>
        <translation>Payment, goods and refund, all there.</translation>
    </message>
    <message>
        <source>有问题？</source>
        <translation>Something wrong?</translation>
    </message>
    <message>
        <source>玩一下，抽优惠券</source>
        <translation>Play for a coupon</translation>
    </message>
    <message>
        <source>完成（%1）</source>
        <translation>Done (%1)</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>Scroll</name>
    <message>
        <source>向上</source>
        <translation>Up</translation>
    </message>
    <message>
        <source>向下</source>
        <translation>Down</translation>
    </message>
</context>
<context>
    <name>SearchScreen</name>
    <message>
        <source>这可能是取货码</source>
        <translation>Pick-up code?</translation>
    </message>
    <message>
        <source>凭码取货，不用再付款</source>
        <translation>Collect with the code. Nothing more to pay.</translation>
    </message>
    <message>
        <source>这台机器不能凭码取货</source>
        <translation>This machine takes no pick-up codes.</translation>
    </message>
    <message>
        <source>取货</source>
        <translation>Collect</translation>
    </message>
    <message>
        <source>没有找到“%1”</source>
        <translation>Nothing found for “%1”</translation>
    </message>
    <message>
        <source>试试拼音首字母、英文名，或货道号</source>
        <translation>Try the first letters of a word, or a lane such as A3</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>SoldOut</name>
    <message>
        <source>都卖完了，正在补货</source>
        <translation>All sold out, being refilled</translation>
    </message>
</context>
<context>
    <name>SortRow</name>
    <message>
        <source>价格 ↓</source>
        <translation>Price ↓</translation>
    </message>
    <message>
        <source>价格 ↑</source>
        <translation>Price ↑</translation>
    </message>
    <message>
        <source>推荐</source>
        <translation>For you</translation>
    </message>
    <message>
        <source>销量</source>
        <translation>Popular</translation>
    </message>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>新品</source>
        <translation>New</translation>
    </message>
</context>
<context>
    <name>Staff</name>
    <message>
        <source>账面 %1 件，能放 %2 件</source>
        <translation>%1 by the books, room for %2</translation>
    </message>
    <message>
        <source>驱动板：%1（%2）</source>
        <translation>Board: %1 (%2)</translation>
    </message>
    <message>
        <source>驱动板没有给出结果。</source>
        <translation>The board gave no result.</translation>
    </message>
    <message>
        <source>等了 %1 秒。</source>
        <translation>Waited %1 s.</translation>
    </message>
    <message>
        <source>账面 %1 有 %2 件：数到 %2 件是没掉，%3 件是掉了。</source>
        <translation>Lane %1 has %2 by the books: count %2 and it did not fall, %3 and it did.</translation>
    </message>
    <message>
        <source>顾客按过“没有掉下来”。</source>
        <translation>The customer pressed “nothing fell”.</translation>
    </message>
    <message>
        <source>收到</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>已出货</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>已退</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>待退</source>
        <translation>To go back</translation>
    </message>
    <message>
        <source>存疑</source>
        <translation>In doubt</translation>
    </message>
    <message>
        <source>我方 %1，账单 %2</source>
        <translation>ours %1, the bill %2</translation>
    </message>
    <message>
        <source>补货员</source>
        <translation>Restocker</translation>
    </message>
    <message>
        <source>技术员</source>
        <translation>Technician</translation>
    </message>
    <message>
        <source>店长</source>
        <translation>Manager</translation>
    </message>
    <message>
        <source>安装员</source>
        <translation>Installer</translation>
    </message>
    <message>
        <source>今日</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>订单与钱</source>
        <translation>Money</translation>
    </message>
    <message>
        <source>货道</source>
        <translation>Lanes</translation>
    </message>
    <message>
        <source>您是哪位？</source>
        <translation>Who are you?</translation>
    </message>
    <message>
        <source>输入 PIN</source>
        <translation>Enter your PIN</translation>
    </message>
    <message>
        <source>正在核对…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>设一个新的 PIN</source>
        <translation>Choose a new PIN</translation>
    </message>
    <message>
        <source>再输一遍新 PIN</source>
        <translation>The new PIN once more</translation>
    </message>
    <message>
        <source>PIN 不对，还可以试 %1 次。</source>
        <translation>Wrong PIN. Tries left: %1.</translation>
    </message>
    <message>
        <source>输错太多次，请等一等。</source>
        <translation>Too many wrong PINs. Please wait.</translation>
    </message>
    <message>
        <source>太容易猜：不要用连号、重复的数字。</source>
        <translation>Too easy to guess: no runs, no repeats.</translation>
    </message>
    <message>
        <source>和发给您的 PIN 一样，请换一个。</source>
        <translation>That is the PIN you were given. Choose another.</translation>
    </message>
    <message>
        <source>两次不一样，请重新设。</source>
        <translation>The two differ. Choose again.</translation>
    </message>
    <message>
        <source>磁盘写不进去，没有改成。</source>
        <translation>The disk takes nothing: it was not changed.</translation>
    </message>
    <message>
        <source>磁盘写不进去，没有执行。</source>
        <translation>The disk takes nothing: it was not done.</translation>
    </message>
    <message>
        <source>已记下，订单 %1 按您的判断结清。</source>
        <translation>Noted. Order %1 is settled as you say.</translation>
    </message>
    <message>
        <source>%1 已经有结果了，不用再处理。</source>
        <translation>%1 is settled already. Nothing to do.</translation>
    </message>
    <message>
        <source>退款 %1 正在重新申请。</source>
        <translation>Refund %1 is being asked for again.</translation>
    </message>
    <message>
        <source>已记下：您看过了。</source>
        <translation>Noted: you have seen it.</translation>
    </message>
    <message>
        <source>%1 区已解除锁定，记在您名下。</source>
        <translation>Zone %1 is unlocked, under your name.</translation>
    </message>
    <message>
        <source>%1 区还不够冷，不能解除。</source>
        <translation>Zone %1 is not cold enough yet.</translation>
    </message>
    <message>
        <source>有订单正在出货，%1 现在不能转。</source>
        <translation>A sale is giving out goods: %1 cannot turn now.</translation>
    </message>
    <message>
        <source>有货道正在转，%1 请等它停下。</source>
        <translation>A lane is turning. Wait before %1.</translation>
    </message>
    <message>
        <source>驱动板没有应答，%1 没有转。</source>
        <translation>The board does not answer: %1 did not turn.</translation>
    </message>
    <message>
        <source>%1 转了一圈，掉下一件，库存已减。</source>
        <translation>%1 turned, one fell, and the stock is one less.</translation>
    </message>
    <message>
        <source>%1 没有掉货，库存不变。</source>
        <translation>%1: nothing fell. The stock stays.</translation>
    </message>
    <message>
        <source>%1 转得怎样不清楚，请清点这条货道。</source>
        <translation>%1: how it ended is not known. Count this lane.</translation>
    </message>
    <message>
        <source>%1 已恢复，驱动板正在核对。</source>
        <translation>%1 is back; the board is being asked.</translation>
    </message>
    <message>
        <source>%1 已暂停售卖。</source>
        <translation>%1 is paused.</translation>
    </message>
    <message>
        <source>%1 恢复售卖。</source>
        <translation>%1 sells again.</translation>
    </message>
    <message>
        <source>驱动板</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>收款网络</source>
        <translation>Payments</translation>
    </message>
    <message>
        <source>温度</source>
        <translation>Temperature</translation>
    </message>
    <message>
        <source>磁盘</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>时钟</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>扫码器</source>
        <translation>Code reader</translation>
    </message>
    <message>
        <source>正在询问</source>
        <translation>being asked</translation>
    </message>
    <message>
        <source>%1 种可收款</source>
        <translation>%1 ready</translation>
    </message>
    <message>
        <source>未知</source>
        <translation>not known</translation>
    </message>
    <message>
        <source>已锁定，%1</source>
        <translation>locked, %1</translation>
    </message>
    <message>
        <source>还没有对过</source>
        <translation>not compared yet</translation>
    </message>
    <message>
        <source>准</source>
        <translation>right</translation>
    </message>
    <message>
        <source>差 %1 秒</source>
        <translation>%1 s off</translation>
    </message>
    <message>
        <source>正在查看</source>
        <translation>looking</translation>
    </message>
    <message>
        <source>写不进去或已满</source>
        <translation>full or not writable</translation>
    </message>
    <message>
        <source>剩 %1 GB</source>
        <translation>%1 GB free</translation>
    </message>
    <message>
        <source>正常</source>
        <translation>well</translation>
    </message>
    <message>
        <source>掉货检测异常</source>
        <translation>drop sensor in doubt</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>no answer</translation>
    </message>
    <message>
        <source>正在连接</source>
        <translation>connecting</translation>
    </message>
    <message>
        <source>订单 %1 有一件不知道掉没掉下来。</source>
        <translation>Order %1: one unit may or may not have fallen.</translation>
    </message>
    <message>
        <source>退款 %2 一天没有办成。</source>
        <translation>Refund %2 did not get through for a day.</translation>
    </message>
    <message>
        <source>付款 %2 的金额与渠道说的不一样。</source>
        <translation>Payment %2: the gateway names another amount.</translation>
    </message>
    <message>
        <source>付款 %2 已被别人退回，没有出货。</source>
        <translation>Payment %2 was given back by somebody else; nothing was sold.</translation>
    </message>
    <message>
        <source>付款 %2 收没收到，渠道说不清。</source>
        <translation>Payment %2: the gateway will not say whether it was made.</translation>
    </message>
    <message>
        <source>正在申请</source>
        <translation>Asked for</translation>
    </message>
    <message>
        <source>渠道已受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>已到账</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>需要人工</source>
        <translation>Needs you</translation>
    </message>
    <message>
        <source>单号作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>数过货道，少了一件</source>
        <translation>I counted: one is missing</translation>
    </message>
    <message>
        <source>数过货道，一件没少</source>
        <translation>I counted: none is missing</translation>
    </message>
    <message>
        <source>顾客说拿到了</source>
        <translation>The customer has it</translation>
    </message>
    <message>
        <source>看过录像，拿走了</source>
        <translation>Seen on the camera</translation>
    </message>
    <message>
        <source>看见卡在货道里</source>
        <translation>I see it stuck in the lane</translation>
    </message>
    <message>
        <source>在出货口，已放回货道</source>
        <translation>It was in the hatch; I put it back</translation>
    </message>
    <message>
        <source>可以收款</source>
        <translation>takes payments</translation>
    </message>
    <message>
        <source>已从屏幕撤下</source>
        <translation>taken off the screen</translation>
    </message>
    <message>
        <source>没有这个账户</source>
        <translation>no such account</translation>
    </message>
    <message>
        <source>连不上渠道：检查网络。</source>
        <translation>The gateway cannot be reached: check the network.</translation>
    </message>
    <message>
        <source>渠道回答太慢：检查网络。</source>
        <translation>The gateway is too slow: check the network.</translation>
    </message>
    <message>
        <source>回答看不懂：可能是别的服务器。</source>
        <translation>The answer makes no sense: another server?</translation>
    </message>
    <message>
        <source>签名不对：检查公钥。</source>
        <translation>The signature is wrong: check the public key.</translation>
    </message>
    <message>
        <source>本机时钟不准：检查对时。</source>
        <translation>This clock is wrong: check the time service.</translation>
    </message>
    <message>
        <source>密钥或商户号有误。</source>
        <translation>Key or merchant number is wrong.</translation>
    </message>
    <message>
        <source>商户没有这项权限。</source>
        <translation>The merchant lacks this right.</translation>
    </message>
    <message>
        <source>请求太频繁，稍后会好。</source>
        <translation>Too many calls; it will pass.</translation>
    </message>
    <message>
        <source>商户收款已到限额。</source>
        <translation>The merchant&apos;s limit is reached.</translation>
    </message>
    <message>
        <source>商户余额不足，不能退款。</source>
        <translation>The merchant&apos;s balance is too low to refund.</translation>
    </message>
    <message>
        <source>顾客账户有问题。</source>
        <translation>Something is wrong with the customer&apos;s account.</translation>
    </message>
    <message>
        <source>渠道自身故障。</source>
        <translation>The gateway itself is at fault.</translation>
    </message>
    <message>
        <source>故障</source>
        <translation>Fault</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>离线</source>
        <translation>Away</translation>
    </message>
    <message>
        <source>已暂停</source>
        <translation>Held</translation>
    </message>
    <message>
        <source>歇一会</source>
        <translation>Rests</translation>
    </message>
    <message>
        <source>温度锁定</source>
        <translation>Warm</translation>
    </message>
    <message>
        <source>空</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>快没了</source>
        <translation>Low</translation>
    </message>
    <message>
        <source>驱动板说它不能用：检查电机和接线。</source>
        <translation>The board says that it cannot be used: check motor and wiring.</translation>
    </message>
    <message>
        <source>连续失败或结果不明后停用：排除、测试，再恢复。</source>
        <translation>Out after failures or a doubt: mend it, test it, bring it back.</translation>
    </message>
    <message>
        <source>先让驱动板恢复应答。</source>
        <translation>First make the board answer again.</translation>
    </message>
    <message>
        <source>工作人员暂停的，处理完请恢复。</source>
        <translation>Paused by staff. Let it sell again when done.</translation>
    </message>
    <message>
        <source>连续两次没出货，几分钟后自动再卖。</source>
        <translation>Failed twice; sells again by itself in some minutes.</translation>
    </message>
    <message>
        <source>温度恢复后在今日页签字解除。</source>
        <translation>Sign it off on the page Today once it is cold.</translation>
    </message>
    <message>
        <source>账面没有货了。</source>
        <translation>Nothing left, by the books.</translation>
    </message>
    <message>
        <source>下次补货先补它。</source>
        <translation>Refill this one first.</translation>
    </message>
</context>
<context>
    <name>StaffScreen</name>
    <message>
        <source>工作人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>%1 秒后退出</source>
        <translation>closes in %1 s</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>StarRow</name>
    <message numerus="yes">
        <source>%n 星</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>今日订单</source>
        <translation>Sales</translation>
    </message>
    <message>
        <source>出货件数</source>
        <translation>Units</translation>
    </message>
    <message>
        <source>今日收入</source>
        <translation>Takings</translation>
    </message>
    <message>
        <source>待补件数</source>
        <translation>To refill</translation>
    </message>
    <message>
        <source>需要处理</source>
        <translation>To be done</translation>
    </message>
    <message>
        <source>没有需要处理的事。</source>
        <translation>Nothing to be done.</translation>
    </message>
    <message>
        <source>正在查看…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>从 %1 起</source>
        <translation>since %1</translation>
    </message>
    <message>
        <source>签字解除</source>
        <translation>Sign off</translation>
    </message>
    <message>
        <source>已看过</source>
        <translation>Seen</translation>
    </message>
    <message>
        <source>机器状况</source>
        <translation>The machine</translation>
    </message>
    <message>
        <source>先补这些</source>
        <translation>Refill these first</translation>
    </message>
    <message>
        <source>每条货道都满着。</source>
        <translation>Every lane is full.</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>冷藏 %1</source>
        <translation>Chilled %1</translation>
    </message>
    <message>
        <source>无障碍</source>
        <translation>Accessibility</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
</context>
<context>
    <name>VendingScreen</name>
    <message>
        <source>马上就好</source>
        <translation>Nearly done</translation>
    </message>
    <message>
        <source>正在出货</source>
        <translation>On its way</translation>
    </message>
    <message>
        <source>请不要离开。没能出货的商品会自动退款。</source>
        <translation>Please stay. Whatever does not fall is refunded by itself.</translation>
    </message>
</context>
<context>
    <name>Voice</name>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>已选中</source>
        <translation>selected</translation>
    </message>
    <message>
        <source>未选中</source>
        <translation>not selected</translation>
    </message>
    <message>
        <source>现在不能用</source>
        <translation>not available now</translation>
    </message>
    <message>
        <source>没有这个货道，请重新输入。</source>
        <translation>There is no such lane. Please type it again.</translation>
    </message>
    <message>
        <source>%1 个货道，按下一个逐个听。</source>
        <translation>%1 lanes; press next to hear each.</translation>
    </message>
    <message>
        <source>还没有选中任何东西。先按下一个。</source>
        <translation>Nothing is selected yet. Press next first.</translation>
    </message>
    <message>
        <source>这里是%1。左下角的大键是下一个，右下角的是选择。按下一个，逐个听商品和价格；按选择，就买刚听到的。也可以输入货道号。</source>
        <translation>This is %1. Bottom left is next, bottom right is choose. Next reads goods and prices; choose buys what you heard. You can also type a lane.</translation>
    </message>
    <message>
        <source>请付 %1。付款码在屏幕%3。打开%2扫一扫，把手机背面对着屏幕，离屏幕大约一臂，慢慢移近，手机识别后会响一声，再在手机上确认付款。不想付，按下一个找到取消。</source>
        <translation>Please pay %1. The code is on the %3 of the screen. Open the scanner of %2, hold the back of your phone towards the screen at arm&apos;s length and move it closer slowly; the phone sounds when it has read the code. Then confirm on the phone. To cancel, press next until you hear cancel.</translation>
    </message>
    <message>
        <source>左半部分</source>
        <translation>left half</translation>
    </message>
    <message>
        <source>上半部分</source>
        <translation>upper half</translation>
    </message>
    <message>
        <source>也可以打开手机的付款码，屏幕朝下，对准屏幕下面的扫码窗口。</source>
        <translation> Or show your phone&apos;s own pay code to the reader window below the screen.</translation>
    </message>
    <message>
        <source>还差 %1。请投币或塞入纸币，投够就出货；取消会全部退回。</source>
        <translation>%1 still to pay. Insert coins or notes; goods fall when it is enough, and cancel returns everything.</translation>
    </message>
    <message>
        <source>请付 %1。把银行卡贴近读卡器，听到响声就好。</source>
        <translation>Please pay %1. Hold your card to the reader until it sounds.</translation>
    </message>
    <message>
        <source>正在准备付款，请稍等。</source>
        <translation>Preparing the payment. Please wait.</translation>
    </message>
    <message>
        <source>正在核实付款，请稍等。如果已经付款，会照常出货或自动退回。</source>
        <translation>Checking the payment. Please wait. If you have paid, the goods come or the money goes back by itself.</translation>
    </message>
    <message>
        <source>已收到付款，马上出货。</source>
        <translation>Payment received. Your goods are coming.</translation>
    </message>
    <message>
        <source>正在出货：%1。</source>
        <translation>On its way: %1.</translation>
    </message>
    <message>
        <source>抱歉，%1 没有出来，钱会自动退回。</source>
        <translation>Sorry, %1 did not fall; the money goes back by itself. </translation>
    </message>
    <message>
        <source>%1，正在核实是否出货。</source>
        <translation>%1: being checked whether it fell. </translation>
    </message>
    <message>
        <source>请稍候。</source>
        <translation>Please wait.</translation>
    </message>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>取货口在屏幕下方，请把手伸进去取。</source>
        <translation> The hatch is below the screen; reach in and take your goods.</translation>
    </message>
    <message>
        <source>已退 %1。</source>
        <translation> %1 was refunded.</translation>
    </message>
    <message>
        <source>%1，已出货，%2。</source>
        <translation>%1 was delivered. %2. </translation>
    </message>
    <message>
        <source>退款 %1 正在路上。</source>
        <translation> A refund of %1 is on its way.</translation>
    </message>
    <message>
        <source>还在吗？再过 %1 秒会重新开始。碰一下屏幕任何地方就能继续。</source>
        <translation>Still there? In %1 seconds the shop starts anew. Touch the screen anywhere to go on.</translation>
    </message>
    <message>
        <source>按下一个逐个听</source>
        <translation>press next to hear each</translation>
    </message>
    <message>
        <source>购物车里有 %1 件，一共 %2</source>
        <translation>%1 items in the cart, %2 in all</translation>
    </message>
</context>
<context>
    <name>VoicePanel</name>
    <message>
        <source>再听一遍</source>
        <translation>Hear it again</translation>
    </message>
    <message>
        <source>下一个</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>选择</source>
        <translation>Choose</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>已优惠 %1</source>
        <translation>%1 saved</translation>
    </message>
    <message>
        <source>网络中断，暂时收不了款</source>
        <translation>No network: payment is not possible now</translation>
    </message>
    <message>
        <source>现在只能刷卡，一次买一件</source>
        <translation>Card only for now: one item at a time</translation>
    </message>
    <message>
        <source>%1：%2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>只剩这些了</source>
        <translation>No more left</translation>
    </message>
    <message>
        <source>会员价</source>
        <translation>Member</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>顾客评分</source>
        <translation>Rated</translation>
    </message>
    <message>
        <source>货道</source>
        <translation>Lane</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>In stock</translation>
    </message>
    <message>
        <source>保质期至</source>
        <translation>Best before</translation>
    </message>
    <message>
        <source>过敏原</source>
        <translation>Allergens</translation>
    </message>
    <message>
        <source>营养</source>
        <translation>Energy</translation>
    </message>
    <message>
        <source>★ %1（%2 人）</source>
        <translation>★ %1 (%2 people)</translation>
    </message>
    <message>
        <source>%1，省 %2</source>
        <translation>%1, save %2</translation>
    </message>
    <message>
        <source>会员价 %1</source>
        <translation>%1 for members</translation>
    </message>
    <message>
        <source>留给有优先购权益的会员，登录后可买</source>
        <translation>For members with priority: sign in to buy</translation>
    </message>
    <message>
        <source>留给有优先购权益的会员，升级后可买</source>
        <translation>For members with priority: not yet at your level</translation>
    </message>
    <message>
        <source>已全部放进购物车</source>
        <translation>All of them are in your cart</translation>
    </message>
    <message>
        <source>补货中</source>
        <translation>Restocking</translation>
    </message>
    <message>
        <source>暂停售卖</source>
        <translation>Not on sale now</translation>
    </message>
    <message>
        <source>已过期，已下架</source>
        <translation>Past its date</translation>
    </message>
    <message>
        <source>温度异常，暂停售卖</source>
        <translation>Too warm, not sold</translation>
    </message>
    <message>
        <source>最后一件已被选走</source>
        <translation>Last one is taken</translation>
    </message>
    <message>
        <source>优先购会员专享</source>
        <translation>For priority members</translation>
    </message>
    <message>
        <source>不在售卖时间</source>
        <translation>Outside hours</translation>
    </message>
    <message>
        <source>暂未定价</source>
        <translation>No price yet</translation>
    </message>
    <message>
        <source>新品</source>
        <translation>New</translation>
    </message>
    <message>
        <source>热卖</source>
        <translation>Popular</translation>
    </message>
    <message>
        <source>每满 %1 减 %2</source>
        <translation>%2 off every %1</translation>
    </message>
    <message>
        <source>满 %1 减 %2</source>
        <translation>%2 off from %1</translation>
    </message>
    <message>
        <source>立减 %1</source>
        <translation>%1 off</translation>
    </message>
    <message>
        <source>买 %1 赠 %2</source>
        <translation>Buy %1, get %2 free</translation>
    </message>
    <message>
        <source>满 %1 有赠品</source>
        <translation>A gift from %1</translation>
    </message>
    <message>
        <source>限时秒杀</source>
        <translation>Flash sale</translation>
    </message>
    <message>
        <source>特价</source>
        <translation>Special</translation>
    </message>
    <message>
        <source>套餐</source>
        <translation>Set</translation>
    </message>
    <message>
        <source>多倍积分</source>
        <translation>Extra points</translation>
    </message>
    <message>
        <source>特惠</source>
        <translation>Offer</translation>
    </message>
    <message>
        <source>积分抵现</source>
        <translation>Use points</translation>
    </message>
    <message>
        <source>第二件半价</source>
        <translation>2nd half price</translation>
    </message>
    <message>
        <source>第二件免费</source>
        <translation>2nd free</translation>
    </message>
    <message>
        <source>第三件半价</source>
        <translation>3rd half price</translation>
    </message>
    <message>
        <source>第三件免费</source>
        <translation>3rd free</translation>
    </message>
    <message>
        <source>第 %1 件免费</source>
        <translation>No. %1 free</translation>
    </message>
    <message>
        <source>第 %1 件 %2</source>
        <translation>No. %1: %2</translation>
    </message>
    <message>
        <source>%1 折</source>
        <translation>%2 % off</translation>
    </message>
    <message>
        <source>限时</source>
        <translation>Flash</translation>
    </message>
    <message>
        <source>赠</source>
        <translation>Gift</translation>
    </message>
    <message>
        <source>满减</source>
        <translation>Save more</translation>
    </message>
    <message>
        <source>今天 %1 结束</source>
        <translation>until %1 today</translation>
    </message>
    <message>
        <source>还剩 %1 份</source>
        <translation>%1 left</translation>
    </message>
    <message>
        <source>优惠券 · %1</source>
        <translation>Coupon · %1</translation>
    </message>
    <message>
        <source>再买 %1 享「%2」</source>
        <translation>%1 more for “%2”</translation>
    </message>
    <message>
        <source>再买 %1 件享「%2」</source>
        <translation>Buy %1 more for “%2”</translation>
    </message>
    <message>
        <source>「%2」的赠品已送完，付款前请留意</source>
        <translation>The gift of “%2” is gone</translation>
    </message>
    <message>
        <source>优惠</source>
        <translation>The offer</translation>
    </message>
    <message>
        <source>「%2」每单限 %1 件，其余按原价</source>
        <translation>“%2”: %1 per purchase, the rest at the usual price</translation>
    </message>
    <message>
        <source>「%2」每人限 %1 件，其余按原价</source>
        <translation>“%2”: %1 per person, the rest at the usual price</translation>
    </message>
    <message>
        <source>「%2」只剩 %1 件，其余按原价</source>
        <translation>“%2”: only %1 left, the rest at the usual price</translation>
    </message>
    <message>
        <source>「%2」已抢完，按原价</source>
        <translation>“%2” is sold out, at the usual price</translation>
    </message>
    <message>
        <source>优惠券</source>
        <translation>Coupons</translation>
    </message>
    <message>
        <source>已使用，省 %1</source>
        <translation>In use, saves %1</translation>
    </message>
    <message>
        <source>可用，能省 %1</source>
        <translation>Can be used, saves %1</translation>
    </message>
    <message>
        <source>可用，但已选的更省</source>
        <translation>Can be used; the chosen one saves more</translation>
    </message>
    <message>
        <source>这台机器不认识这张券</source>
        <translation>Not valid at this machine</translation>
    </message>
    <message>
        <source>已过期</source>
        <translation>Expired</translation>
    </message>
    <message>
        <source>不在使用时间</source>
        <translation>Not valid now</translation>
    </message>
    <message>
        <source>不符合使用条件</source>
        <translation>You do not meet its terms</translation>
    </message>
    <message>
        <source>购物车里没有适用的商品</source>
        <translation>Nothing in the cart is covered</translation>
    </message>
    <message>
        <source>不与其他优惠同享</source>
        <translation>Not with other offers</translation>
    </message>
    <message>
        <source>还差 %1</source>
        <translation>%1 more needed</translation>
    </message>
    <message>
        <source>已经没有可减的金额</source>
        <translation>Nothing left to take off</translation>
    </message>
    <message>
        <source>用 %1 积分抵 %2</source>
        <translation>%1 points for %2</translation>
    </message>
    <message>
        <source>现有 %1 积分，还不够抵现</source>
        <translation>%1 points, not enough yet</translation>
    </message>
    <message>
        <source>价格刚刚有变：%1 → %2。请看清再付款。</source>
        <translation>The price has just changed: %1 → %2. Please check before you pay.</translation>
    </message>
    <message>
        <source>仅剩 1 件</source>
        <translation>Last one</translation>
    </message>
    <message>
        <source>您常买</source>
        <translation>Your usual</translation>
    </message>
    <message>
        <source>常一起买</source>
        <translation>Bought together</translation>
    </message>
    <message>
        <source>搭配</source>
        <translation>Goes well</translation>
    </message>
    <message>
        <source>临期特惠</source>
        <translation>Short date, lower price</translation>
    </message>
    <message>
        <source>今天热</source>
        <translation>Hot today</translation>
    </message>
    <message>
        <source>今天冷</source>
        <translation>Cold today</translation>
    </message>
    <message>
        <source>当季热卖</source>
        <translation>In season</translation>
    </message>
    <message>
        <source>这会儿热卖</source>
        <translation>Popular now</translation>
    </message>
    <message>
        <source>微信支付</source>
        <translation>WeChat Pay</translation>
    </message>
    <message>
        <source>支付宝</source>
        <translation>Alipay</translation>
    </message>
    <message>
        <source>云闪付</source>
        <translation>UnionPay</translation>
    </message>
    <message>
        <source>现金</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>刷卡</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>取货码</source>
        <translation>Pick-up code</translation>
    </message>
    <message>
        <source>去付款</source>
        <translation>Pay now</translation>
    </message>
    <message>
        <source>扫码支付</source>
        <translation>Scan to pay</translation>
    </message>
    <message>
        <source>微信</source>
        <translation>WeChat</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>打开%1的付款码，亮度调高一点</source>
        <translation>Open the pay code of %1, screen bright</translation>
    </message>
    <message>
        <source>已读到%1付款码。如果手机上要求，请输入密码。</source>
        <translation>%1 code read. If your phone asks, enter your password.</translation>
    </message>
    <message>
        <source>还有 %1 分 %2 秒</source>
        <translation>%1 min %2 s left</translation>
    </message>
    <message>
        <source>还有 %1 秒</source>
        <translation>%1 s left</translation>
    </message>
    <message>
        <source>下方取货口</source>
        <translation>the hatch below</translation>
    </message>
    <message>
        <source>请从%1取货</source>
        <translation>Take your goods from %1</translation>
    </message>
    <message>
        <source>赠品未掉落，不影响退款</source>
        <translation>Gift not dropped: no refund</translation>
    </message>
    <message>
        <source>赠品 · %1</source>
        <translation>Gift · %1</translation>
    </message>
    <message>
        <source>等待出货</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>正在出货</source>
        <translation>On its way</translation>
    </message>
    <message>
        <source>已出货</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>未能出货</source>
        <translation>Not delivered</translation>
    </message>
    <message>
        <source>正在核实</source>
        <translation>Being checked</translation>
    </message>
    <message>
        <source>正在申请退款</source>
        <translation>Refund requested</translation>
    </message>
    <message>
        <source>退款已受理，等待到账</source>
        <translation>Refund accepted, on its way</translation>
    </message>
    <message>
        <source>已退款</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>工作人员正在处理退款</source>
        <translation>Staff are handling the refund</translation>
    </message>
    <message>
        <source>没出的商品已放回取货码</source>
        <translation>Back on your pick-up code</translation>
    </message>
    <message>
        <source>工作人员正在处理</source>
        <translation>Our staff are on it</translation>
    </message>
    <message>
        <source>没出的商品正在放回取货码</source>
        <translation>Going back to your pick-up code</translation>
    </message>
    <message>
        <source>正在核对取货码</source>
        <translation>Checking your pick-up code</translation>
    </message>
    <message>
        <source>这台机器没有这个取货码</source>
        <translation>No such pick-up code here</translation>
    </message>
    <message>
        <source>这个取货码已经用过了</source>
        <translation>This pick-up code has been used</translation>
    </message>
    <message>
        <source>这个取货码过期了</source>
        <translation>This pick-up code has expired</translation>
    </message>
    <message>
        <source>现在拿不齐您的商品</source>
        <translation>Not all of your goods are here now</translation>
    </message>
    <message>
        <source>输错太多次了，请等一等</source>
        <translation>Too many wrong codes: please wait</translation>
    </message>
    <message>
        <source>机器现在不能出货</source>
        <translation>Nothing can come out now</translation>
    </message>
    <message>
        <source>取货码仍然有效，请稍后再试</source>
        <translation>Your code is still good: please try again later</translation>
    </message>
    <message>
        <source>马上就好</source>
        <translation>One moment</translation>
    </message>
    <message>
        <source>请核对 8 位数字，并确认是这台机器的码</source>
        <translation>Check the 8 digits, and that the code is for this machine</translation>
    </message>
    <message>
        <source>如果商品没有出来，请点右上角的帮助</source>
        <translation>If your goods did not come out, touch help at the top right</translation>
    </message>
    <message>
        <source>请联系商家退款或换一个新码</source>
        <translation>Ask the shop for a refund or a new code</translation>
    </message>
    <message>
        <source>时间到了就能再输</source>
        <translation>You can try again when the ring is empty</translation>
    </message>
    <message>
        <source>从退币口退出 · 退款单 %1</source>
        <translation>From the coin return · refund %1</translation>
    </message>
    <message>
        <source>退回您的卡 · 退款单 %1</source>
        <translation>Back to your card · refund %1</translation>
    </message>
    <message>
        <source>再输入同一个取货码就能领取 · 单号 %1</source>
        <translation>Type the same pick-up code again to get it · no. %1</translation>
    </message>
    <message>
        <source>原路退回%2 · 退款单 %1</source>
        <translation>Back to %2 · refund %1</translation>
    </message>
    <message>
        <source>%1 元</source>
        <translation>¥%1</translation>
    </message>
    <message>
        <source>%1 角</source>
        <translation>¥0.%1</translation>
    </message>
    <message>
        <source>正在核实订单 %1。您的钱不会丢：核实后没有出货的部分自动退回。</source>
        <translation>We are checking order %1. You will not lose money: whatever did not fall is refunded.</translation>
    </message>
    <message>
        <source>请稍候</source>
        <translation>One moment</translation>
    </message>
    <message>
        <source>正在结算。</source>
        <translation>Settling your order.</translation>
    </message>
    <message>
        <source>请取走商品</source>
        <translation>Please take your goods</translation>
    </message>
    <message>
        <source>全部出货完成，谢谢惠顾。</source>
        <translation>Everything was delivered. Thank you!</translation>
    </message>
    <message>
        <source>有商品没能出货</source>
        <translation>Not everything fell</translation>
    </message>
    <message>
        <source>抱歉。没出货的部分自动原路退回，不用您做任何事。</source>
        <translation>Sorry. What did not fall is refunded by itself; you need not do anything.</translation>
    </message>
    <message>
        <source>没能出货，款项退回</source>
        <translation>Nothing fell, money back</translation>
    </message>
    <message>
        <source>抱歉。您付的钱会全部自动原路退回，不用您做任何事。</source>
        <translation>Sorry. All you paid is refunded by itself; you need not do anything.</translation>
    </message>
    <message>
        <source>买的都已出货。抱歉，赠品未掉落，不影响退款。</source>
        <translation>All you bought came out. Sorry, the gift did not drop; refunds are not affected.</translation>
    </message>
    <message>
        <source>已取消</source>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>没有扣款。</source>
        <translation>You have not been charged.</translation>
    </message>
    <message>
        <source>付款时间已过</source>
        <translation>Time is up</translation>
    </message>
    <message>
        <source>没有扣款。如果刚刚付了款，会自动原路退回。</source>
        <translation>You have not been charged. If you have just paid, it is refunded by itself.</translation>
    </message>
    <message>
        <source>暂时不能付款</source>
        <translation>No payment right now</translation>
    </message>
    <message>
        <source>支付渠道没有接受这笔订单，没有扣款。请换一种支付方式再试。</source>
        <translation>The payment service did not accept the order. Nothing was charged; please try another way to pay.</translation>
    </message>
    <message>
        <source>正在核实付款</source>
        <translation>Checking the payment</translation>
    </message>
    <message>
        <source>没有刷成</source>
        <translation>No card was accepted</translation>
    </message>
    <message>
        <source>没有扣款。可以换一张卡，或换一种付款方式再试。</source>
        <translation>Nothing was charged. Try another card, or another way to pay.</translation>
    </message>
    <message>
        <source>暂停服务</source>
        <translation>Out of service</translation>
    </message>
    <message>
        <source>请稍后再来。</source>
        <translation>Please come back later.</translation>
    </message>
    <message>
        <source>网络中断</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>现在收不了款。可以先看看有什么，网络恢复后马上能买。</source>
        <translation>Payment is not possible now. You can browse; buying works again with the network.</translation>
    </message>
    <message>
        <source>这台机器的收款还没有准备好，已通知工作人员。</source>
        <translation>This machine cannot take payments yet. Staff have been told.</translation>
    </message>
    <message>
        <source>出货装置没有应答，已通知工作人员。</source>
        <translation>The dispenser does not answer. Staff have been told.</translation>
    </message>
    <message>
        <source>门开着</source>
        <translation>The door is open</translation>
    </message>
    <message>
        <source>关好柜门后自动恢复售卖。</source>
        <translation>Selling starts again once the door is shut.</translation>
    </message>
    <message>
        <source>柜内温度超出范围，为了食品安全先停售，已通知工作人员。</source>
        <translation>The cabinet is not at a safe temperature, so nothing is sold. Staff have been told.</translation>
    </message>
    <message>
        <source>出货口的检测被挡住了，看不到商品是否掉下，所以先停售，已通知工作人员。</source>
        <translation>Something blocks the sensor that sees goods fall, so nothing is sold. Staff have been told.</translation>
    </message>
    <message>
        <source>机器暂时记不了账，所以不收款，已通知工作人员。</source>
        <translation>The machine cannot keep its books, so it takes no money. Staff have been told.</translation>
    </message>
    <message>
        <source>尚未启用</source>
        <translation>Not in use yet</translation>
    </message>
    <message>
        <source>这台机器还没有开始营业。</source>
        <translation>This machine has not started business.</translation>
    </message>
    <message>
        <source>正在补货维护</source>
        <translation>Being restocked</translation>
    </message>
    <message>
        <source>工作人员正在打理，稍等一会儿就好。</source>
        <translation>Staff are at work. It will not take long.</translation>
    </message>
    <message>
        <source>最近的另一台机器：%1</source>
        <translation>Nearest other machine: %1</translation>
    </message>
    <message>
        <source>最近的另一台机器：%1，约 %2 米</source>
        <translation>Nearest other machine: %1, about %2 m</translation>
    </message>
    <message>
        <source>看商品和价格</source>
        <translation>Goods and prices</translation>
    </message>
    <message>
        <source>查帮助、打电话</source>
        <translation>Help and phone</translation>
    </message>
    <message>
        <source>付款和出货</source>
        <translation>Paying and delivery</translation>
    </message>
    <message>
        <source>已付的钱自动处理</source>
        <translation>Paid money is settled by itself</translation>
    </message>
    <message>
        <source>购买</source>
        <translation>Buying</translation>
    </message>
    <message>
        <source>价格刚刚有变，请看清新的总价。</source>
        <translation>A price has just changed: please check the new total.</translation>
    </message>
    <message>
        <source>积分和优惠券暂时用不了，已按其他优惠计价，请看清总价。</source>
        <translation>Points and coupons cannot be used just now: priced by the other offers. Please mind the total.</translation>
    </message>
    <message>
        <source>最后一刻收到了付款，照常出货。</source>
        <translation>Payment came at the last second: your goods are on the way.</translation>
    </message>
    <message>
        <source>收到了两次付款，多付的一次会自动原路退回。</source>
        <translation>You paid twice: the second payment is refunded by itself.</translation>
    </message>
    <message>
        <source>有商品现在买不到了。</source>
        <translation>Something you chose cannot be bought any more.</translation>
    </message>
    <message>
        <source>机器现在不能出货。</source>
        <translation>The machine cannot give out goods right now.</translation>
    </message>
    <message>
        <source>已取消，没有扣款。万一刚才付了款，会自动原路退回。</source>
        <translation>Cancelled, nothing was charged. Should you just have paid, it goes back by itself.</translation>
    </message>
    <message>
        <source>网络断了。先别付；如果已经付了，会照常出货或自动退回。</source>
        <translation>The network is gone. Please do not pay now; if you have, the goods come or the money goes back by itself.</translation>
    </message>
    <message>
        <source>这不是付款码，请打开钱包里的“付款码”再试。</source>
        <translation>That is no pay code. Open the pay code in your wallet and try again.</translation>
    </message>
    <message>
        <source>这个钱包的付款码这里用不了，请扫屏幕上的码。</source>
        <translation>Pay codes of this wallet do not work here. Please scan the code on the screen.</translation>
    </message>
    <message>
        <source>付款码没有付成，没有扣款。请扫屏幕上的码，或再出示一次。</source>
        <translation>That code did not work, nothing was charged. Scan this one, or try again.</translation>
    </message>
    <message>
        <source>付款到得太晚，会自动原路退回。</source>
        <translation>The payment came too late and is refunded by itself.</translation>
    </message>
    <message>
        <source>已投 %1 · 共 %2</source>
        <translation>%1 of %2 is in</translation>
    </message>
    <message>
        <source>收款设备正在重新连接，请稍候，已投的钱不会丢。</source>
        <translation>Reconnecting. What you put in is safe.</translation>
    </message>
    <message>
        <source>没有读到能用的卡，没有扣款。请再试，或换一种付款方式。</source>
        <translation>No card was accepted and nothing charged. Try again, or pay another way.</translation>
    </message>
    <message>
        <source>没出货不扣款。</source>
        <translation>You are charged only if it falls.</translation>
    </message>
    <message>
        <source>正在退币，请稍候。</source>
        <translation>Coins are coming back, please wait.</translation>
    </message>
    <message>
        <source>请稍候，马上可以投币。</source>
        <translation>One moment, then insert coins.</translation>
    </message>
    <message>
        <source>机器里零钱不够，请投准金额。</source>
        <translation>Little change: exact amount only.</translation>
    </message>
    <message>
        <source>多投的钱从退币口找回。</source>
        <translation>Change comes from the coin return.</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>退回 %1</source>
        <translation>Return %1</translation>
    </message>
    <message>
        <source>正在找零</source>
        <translation>Change is coming</translation>
    </message>
    <message>
        <source>正在退币</source>
        <translation>Coins are coming back</translation>
    </message>
    <message>
        <source>已找零</source>
        <translation>Your change is out</translation>
    </message>
    <message>
        <source>已退币</source>
        <translation>Your money is back</translation>
    </message>
    <message>
        <source>零钱不够，没有退全</source>
        <translation>Not enough coins</translation>
    </message>
    <message>
        <source>正在核实退币</source>
        <translation>Being checked</translation>
    </message>
    <message>
        <source>请在退币口等一下。</source>
        <translation>Please wait at the coin return.</translation>
    </message>
    <message>
        <source>请从退币口取走。</source>
        <translation>Please take it from the coin return.</translation>
    </message>
    <message>
        <source>还差 %1，请记下订单号，工作人员会补给您。</source>
        <translation>%1 is missing. Note the order number: staff will give it to you.</translation>
    </message>
    <message>
        <source>请记下订单号，少退的部分工作人员会补给您。</source>
        <translation>Note the order number: staff will give you what is missing.</translation>
    </message>
    <message>
        <source>赠品</source>
        <translation>Gift</translation>
    </message>
    <message>
        <source>赠 %1 ×%2</source>
        <translation>Free: %1 ×%2</translation>
    </message>
    <message>
        <source>有效期至 %1</source>
        <translation>Valid until %1</translation>
    </message>
    <message>
        <source>已用 %1 张，省 %2</source>
        <translation>%1 in use, saves %2</translation>
    </message>
    <message>
        <source>%1 张可用</source>
        <translation>%1 can be used</translation>
    </message>
    <message>
        <source>现在没有可用的</source>
        <translation>None can be used now</translation>
    </message>
    <message>
        <source>已用上，省 %1</source>
        <translation>Used: saves %1</translation>
    </message>
    <message>
        <source>可以使用</source>
        <translation>Ready to use</translation>
    </message>
    <message>
        <source>另一张更省</source>
        <translation>Another one saves more</translation>
    </message>
    <message>
        <source>已停用</source>
        <translation>No longer valid</translation>
    </message>
    <message>
        <source>所选商品不适用</source>
        <translation>Not for the goods chosen</translation>
    </message>
    <message>
        <source>商品已有优惠，不能再用</source>
        <translation>The goods are reduced already</translation>
    </message>
    <message>
        <source>还差 %2 可用</source>
        <translation>%2 more and it can be used</translation>
    </message>
    <message>
        <source>已是最低价</source>
        <translation>The price cannot be lower</translation>
    </message>
    <message>
        <source>今天可享</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>%1 月 %2 日</source>
        <translation>%2/%1</translation>
    </message>
    <message>
        <source>已是最高等级</source>
        <translation>The highest level</translation>
    </message>
    <message>
        <source>再得 %1 积分升级为%2</source>
        <translation>%1 points more to %2</translation>
    </message>
    <message>
        <source>可抵 %1</source>
        <translation>worth %1</translation>
    </message>
    <message>
        <source>大家常买</source>
        <translation>Often bought here</translation>
    </message>
    <message>
        <source>找到 %1 种商品</source>
        <translation>%1 found</translation>
    </message>
    <message>
        <source>拼音首字母或货道号，如 %1</source>
        <translation>Initials or lane, such as %1</translation>
    </message>
    <message>
        <source>拼音、英文名或货道号</source>
        <translation>Name in English or pinyin, or a lane</translation>
    </message>
    <message>
        <source>翻一张，试试手气</source>
        <translation>Turn a card, try your luck</translation>
    </message>
    <message>
        <source>翻开了……</source>
        <translation>Turning ...</translation>
    </message>
    <message>
        <source>抽中了！</source>
        <translation>You won!</translation>
    </message>
    <message>
        <source>这次没抽中</source>
        <translation>Not this time</translation>
    </message>
    <message>
        <source>%1，这次购物就能用，付款前自动抵扣</source>
        <translation>%1. Good for this visit, taken off before you pay</translation>
    </message>
    <message>
        <source>没关系，不影响购物。下次再来试试</source>
        <translation>Nothing lost: everything costs what it did. Try again next time</translation>
    </message>
    <message>
        <source>免费玩一次，每张牌有 %2% 的机会抽中%1</source>
        <translation>One free try. Each card has a %2% chance of %1</translation>
    </message>
</context>
</TS>

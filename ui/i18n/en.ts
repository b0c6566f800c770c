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
        <source>移到下方</source>
        <translation>Lower reach</translation>
    </message>
    <message>
        <source>减少动画</source>
        <translation>Less motion</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
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
        <source>先看看有什么</source>
        <translation>Browse the shop</translation>
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
    <name>HelpScreen</name>
    <message>
        <source>付了款，没掉下来？</source>
        <translation>Paid, but nothing fell?</translation>
    </message>
    <message>
        <source>请等结果画面出来。没能出货的部分会自动原路退回，不用您做任何事。</source>
        <translation>Please wait for the result. Whatever did not fall is refunded by itself; you need not do anything.</translation>
    </message>
    <message>
        <source>掉下来的不对？</source>
        <translation>The wrong thing fell?</translation>
    </message>
    <message>
        <source>在结果画面点“有问题？”，这笔订单会交给工作人员核对。</source>
        <translation>Touch &quot;Something wrong?&quot; on the result screen: staff will check this order.</translation>
    </message>
    <message>
        <source>付了款，屏幕没反应？</source>
        <translation>Paid, but the screen stays?</translation>
    </message>
    <message>
        <source>通常几秒就好。如果付款到得太晚，机器不出货，钱会自动退回。</source>
        <translation>It usually takes seconds. A payment that comes too late is refunded by itself.</translation>
    </message>
    <message>
        <source>退款什么时候到？</source>
        <translation>When does a refund arrive?</translation>
    </message>
    <message>
        <source>原路退回付款账户，一般几分钟，个别银行卡要 1 至 3 天。</source>
        <translation>It goes back the way it came, usually in minutes; some bank cards take 1 to 3 days.</translation>
    </message>
    <message>
        <source>想用现金？</source>
        <translation>Rather pay in cash?</translation>
    </message>
    <message>
        <source>请打服务电话，会告诉您怎样用现金付款，不另收费。</source>
        <translation>Call the help line: they tell you how, free of charge.</translation>
    </message>
    <message>
        <source>付款时选“现金”，投币或塞入纸币，多投的钱会找回。</source>
        <translation>Choose “Cash” when paying and insert coins or bills. You get change.</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
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
        <source>上一页</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>下一页</source>
        <translation>Next page</translation>
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
        <translation>Open your pay code</translation>
    </message>
    <message>
        <source>对准扫码窗口</source>
        <translation>Hold it to the reader</translation>
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
    <name>ProductCard</name>
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
        <source>再加一件（已有 %1）</source>
        <translation>Add one (%1 in cart)</translation>
    </message>
    <message>
        <source>加入购物车</source>
        <translation>Add to cart</translation>
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
        <source>谢谢您的评价</source>
        <translation>Thank you for rating</translation>
    </message>
    <message>
        <source>这次买得还顺利吗？</source>
        <translation>How did it go?</translation>
    </message>
    <message numerus="yes">
        <source>%n 星</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
    <message>
        <source>没掉下来</source>
        <translation>Nothing fell</translation>
    </message>
    <message>
        <source>掉错了</source>
        <translation>Wrong item</translation>
    </message>
    <message>
        <source>已记下，工作人员会核对这笔订单。</source>
        <translation>Noted: staff will check this order.</translation>
    </message>
    <message>
        <source>有问题？</source>
        <translation>Something wrong?</translation>
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
    <name>SortRow</name>
    <message>
        <source>推荐</source>
        <translation>For you</translation>
    </message>
    <message>
        <source>销量</source>
        <translation>Popular</translation>
    </message>
    <message>
        <source>价格</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>新品</source>
        <translation>New</translation>
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
        <source>请从下方取货口取货</source>
        <translation>Take your goods from the hatch below</translation>
    </message>
    <message>
        <source>请不要离开。没能出货的商品会自动退款。</source>
        <translation>Please stay. Whatever does not fall is refunded by itself.</translation>
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
        <source>%1，省 %2</source>
        <translation>%1, save %2</translation>
    </message>
    <message>
        <source>会员价 %1</source>
        <translation>%1 for members</translation>
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
        <translation>at %1/10 of the price</translation>
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
        <translation>%1 more item for “%2”</translation>
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
        <source>从退币口退出 · 退款单 %1</source>
        <translation>From the coin return · refund %1</translation>
    </message>
    <message>
        <source>退回您的卡 · 退款单 %1</source>
        <translation>Back to your card · refund %1</translation>
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
</context>
</TS>
